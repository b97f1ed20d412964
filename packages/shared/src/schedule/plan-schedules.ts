// CREATE SCHEDULE FOR BACKUP: which schedules it makes, and when they run first. The moment and the
// id come from the caller; nothing is made here.
import type { Refusal } from '../job/refusal.ts';
import type { Json } from '../json.ts';
import { nextTime, parseCron, type Cron } from './cron.ts';
import type { ScheduleOptions } from './options.ts';
import type { Schedule } from './schedule.ts';
import type { ScheduleId } from '../job/schedule-id.ts';
import { uncategorized } from './uncategorized.ts';

/** FULL BACKUP ALWAYS, among crons: it is not one. */
export const ALWAYS = 'ALWAYS';

export interface ScheduleRequest {
  readonly id: ScheduleId;
  /** Null: `BACKUP <unix seconds>`. */
  readonly label: string | null;
  readonly owner: string;
  readonly targets: Json;
  readonly uri: string;
  readonly statement: string;
  /** Of the BACKUP, such as revision_history. */
  readonly backupOptions?: { readonly [name: string]: Json };
  /** The cron after RECURRING. */
  readonly recurring: string;
  /** The cron after FULL BACKUP, `ALWAYS`, or null without the clause. */
  readonly fullBackup: string | null;
  readonly options: ScheduleOptions;
}

export type SchedulePlan =
  | {
      /** One; the pair of a full and an incremental schedule needs incremental backups. */
      readonly schedules: readonly Schedule[];
      /** Something the user did not ask for and should know, one sentence. */
      readonly notice: string | null;
    }
  | { readonly refusal: Refusal };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What a user of CockroachDB would otherwise be surprised by. */
const EVERY_RUN_IS_FULL =
  'incremental backups do not exist yet, so each run of this schedule makes a full backup';

/**
 * The schedules to create at `now`, in milliseconds since 1970. Their cadence is RECURRING. Without
 * FULL BACKUP and `first_run` the first run is at once, as CockroachDB has it. Refuses what is no
 * cron, and a cron that no date matches.
 */
export function planSchedules(request: ScheduleRequest, now: number): SchedulePlan {
  const recurring = readCadence(request.recurring, now);
  if ('refusal' in recurring) return recurring;
  const full = fullCadence(request, recurring, now);
  if ('refusal' in full) return full;
  const { options } = request;
  const byCron = request.fullBackup === null ? now : recurring.first;
  const asked = options.firstRun === 'now' ? now : options.firstRun;
  const schedule: Schedule = {
    id: request.id,
    label: request.label ?? `BACKUP ${Math.floor(now / 1000)}`,
    owner: request.owner,
    created: now,
    cron: request.recurring,
    nextRun: asked ?? byCron,
    state: '',
    onPreviousRunning: options.onPreviousRunning,
    onExecutionFailure: options.onExecutionFailure,
    backup: {
      targets: request.targets,
      uri: request.uri,
      incremental: false,
      statement: request.statement,
      options: {
        ...request.backupOptions,
        ...(options.updatesLastBackupMetric && { updates_cluster_last_backup_time_metric: true }),
      },
    },
    dependsOn: null,
  };
  return { schedules: [schedule], notice: full.incremental ? EVERY_RUN_IS_FULL : null };
}

interface Cadence {
  readonly cron: Cron;
  readonly first: number;
  /** From the first to the second run. */
  readonly apart: number;
}

function readCadence(text: string, now: number): Cadence | { readonly refusal: Refusal } {
  const cron = parseCron(text);
  if (cron === undefined) return { refusal: notACron(text) };
  const first = nextTime(cron, now);
  const second = first === undefined ? undefined : nextTime(cron, first);
  // CockroachDB takes such a cron and makes a schedule that is paused for ever.
  if (first === undefined || second === undefined) {
    return { refusal: notACron(text, 'No date ever matches it.') };
  }
  return { cron, first, apart: second - first };
}

function notACron(text: string, hint?: string): Refusal {
  return uncategorized(
    `error parsing schedule expression: ${JSON.stringify(text)}; ` +
      'it must be a valid cron expression',
    hint,
  );
}

/** Whether CockroachDB would make the runs between two full backups incremental. */
function fullCadence(
  { recurring, fullBackup }: ScheduleRequest,
  cadence: Cadence,
  now: number,
): { readonly incremental: boolean } | { readonly refusal: Refusal } {
  if (fullBackup === ALWAYS) return { incremental: false };
  // Up to an hour apart full backups are daily, up to a day apart weekly, and else every run is.
  if (fullBackup === null) return { incremental: cadence.apart <= DAY_MS };
  const full = readCadence(fullBackup, now);
  if ('refusal' in full) return full;
  return { incremental: fullBackup.trim() !== recurring.trim() };
}

/** For a collection with backups in it, unless `ignore_existing_backups` is given. */
export function backupsExist(uri: string): Refusal {
  return uncategorized(
    `backups already created in ${uri}; to ignore existing backups, ` +
      "the schedule can be created with the 'ignore_existing_backups' option",
  );
}

/** The notice of CREATE SCHEDULE IF NOT EXISTS for a label in use; it is no error. */
export function alreadyExists(label: string): string {
  return `schedule ${JSON.stringify(label)} already exists, skipping`;
}
