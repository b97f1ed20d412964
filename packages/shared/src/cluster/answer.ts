// What a command is answered with: what was done, or why not.
import type { IdList } from '../job/id-list.ts';
import type { Refusal } from '../job/refusal.ts';
import type { CreatedScheduleRow } from '../schedule/schedule-row.ts';

export type Answer =
  /** `count` as SQL counts (no-ops and duplicates included), `changed` jobs that really moved. */
  | {
      readonly ok: true;
      readonly kind: 'controlled';
      readonly count: number;
      readonly changed: number;
      /** Sentences for whoever asked. */
      readonly notices?: readonly string[];
    }
  | { readonly ok: true; readonly kind: 'created'; readonly jobs: IdList }
  /**
   * Indexes of the reports that changed nothing: their execution is no longer the job's, or to
   * stop was asked of it, or the report makes no sense (a fraction of 2, `reverted` of a run).
   */
  | {
      readonly ok: true;
      readonly kind: 'reported';
      readonly stale: readonly number[];
      /** Reports whose effect was refused, and why: the job cannot go on like this. */
      readonly refused?: readonly (readonly [index: number, message: string])[];
    }
  /** Schedules that a statement counted. */
  | { readonly ok: true; readonly kind: 'schedules'; readonly count: number }
  /** Schedules that were made, as they were made: the first run may be over by the time of it. */
  | {
      readonly ok: true;
      readonly kind: 'scheduled';
      readonly schedules: readonly CreatedScheduleRow[];
      readonly notices?: readonly string[];
    }
  | { readonly ok: true; readonly kind: 'done' }
  | { readonly ok: false; readonly refusal: Refusal };

export const DONE: Answer = { ok: true, kind: 'done' };

export function refused(refusal: Refusal): Answer {
  return { ok: false, refusal };
}
