// Jobs as the log tells of them, folded by hand for the checkers of what jobs do: types,
// details, and where each of them is by the oracle's table.
import {
  decodeIds,
  type ClusterEvent,
  type JobId,
  type Json,
  type ScheduleId,
} from '@rescind/shared';
import { isJobEvent } from './events-of.ts';
import { LEGAL, TERMINAL, type Stage } from './oracle.ts';

export interface KnownJob {
  readonly id: JobId;
  readonly type: string;
  readonly details: Json;
  readonly schedule: ScheduleId | null;
  readonly cancelable: boolean;
  /** Number of the commit that made it. */
  readonly madeIn: number;
  stage: Stage;
}

export interface JobBook {
  readonly jobs: ReadonlyMap<JobId, KnownJob>;
  /**
   * Folds one event of commit `n`; returns the jobs that it made or that came to their end by it.
   * What is illegal is another checker's business and changes nothing here.
   */
  fold(event: ClusterEvent, n: number): Told;
}

export interface Told {
  readonly made: readonly KnownJob[];
  readonly ended: readonly KnownJob[];
}

const NOTHING: Told = { made: [], ended: [] };

export function createJobBook(): JobBook {
  const jobs = new Map<JobId, KnownJob>();

  return {
    jobs,
    fold(event, n) {
      if (!isJobEvent(event)) return NOTHING;
      const ids = decodeIds(event.jobs);
      if (event.type === 'JobCreated') {
        const { jobType: type, schedule = null, cancelable = true } = event;
        const made = ids.map((id, index): KnownJob => {
          const details = event.details[index] ?? null;
          return { id, type, details, schedule, cancelable, madeIn: n, stage: 'running' };
        });
        for (const job of made) jobs.set(job.id, job);
        return { made, ended: [] };
      }
      const ended: KnownJob[] = [];
      for (const id of ids) {
        const job = jobs.get(id);
        const next = job === undefined ? undefined : LEGAL[job.stage][event.type];
        if (job === undefined || next === undefined) continue;
        job.stage = next;
        if (TERMINAL.has(next)) ended.push(job);
      }
      return ended.length === 0 ? NOTHING : { made: [], ended };
    },
  };
}

export function isOver({ stage }: KnownJob): boolean {
  return TERMINAL.has(stage);
}

/** Canceled or failed. */
export function wasUndone({ stage }: KnownJob): boolean {
  return stage === 'canceled' || stage === 'failed';
}
