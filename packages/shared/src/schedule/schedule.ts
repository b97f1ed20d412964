// A schedule: what is to be run again and again, when next, and what happens when a run is late or
// fails. Plain data, as it stands in the log.
import { parseJobId } from '../job/job-id.ts';
import type { ScheduleId } from '../job/schedule-id.ts';
import type { Json } from '../json.ts';
import { nextTime, parseCron } from './cron.ts';

/** What happens when it is time and a job of the schedule has not ended yet. */
export type OnPreviousRunning = 'wait' | 'skip' | 'start';

/** What happens when a job of the schedule fails or is canceled. */
export type OnExecutionFailure = 'retry' | 'reschedule' | 'pause';

/** Times are whole milliseconds since 1970. */
export interface Schedule {
  readonly id: ScheduleId;
  /** Not unique. */
  readonly label: string;
  readonly owner: string;
  readonly created: number;
  /** The cron as the user wrote it; null runs once. */
  readonly cron: string | null;
  /** Null is paused: no job is made until it is resumed. */
  readonly nextRun: number | null;
  /** What the scheduler last had to say, or empty. */
  readonly state: string;
  readonly onPreviousRunning: OnPreviousRunning;
  readonly onExecutionFailure: OnExecutionFailure;
  readonly backup: ScheduledBackup;
  /** The schedule of full backups whose first success resumes this one of incremental backups. */
  readonly dependsOn: ScheduleId | null;
}

export interface ScheduledBackup {
  readonly targets: Json;
  /** The collection. */
  readonly uri: string;
  readonly incremental: boolean;
  /** The BACKUP statement, as SHOW SCHEDULES and the jobs show it. */
  readonly statement: string;
  readonly options: Json;
}

/** Reads a schedule id, or undefined when the text is no positive INT8 in canonical form. */
export function parseScheduleId(text: string): ScheduleId | undefined {
  const id: string | undefined = parseJobId(text);
  return id as ScheduleId | undefined;
}

/** The next time after `afterMs` that the schedule's cron names; null when it runs once. */
export function nextRunAfter(schedule: Schedule, afterMs: number): number | null {
  const cron = schedule.cron === null ? undefined : parseCron(schedule.cron);
  return cron === undefined ? null : (nextTime(cron, afterMs) ?? null);
}
