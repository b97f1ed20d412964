// The moves of a schedule that nobody asks for: it is due, it starts a job or is put off, its job
// ends. A paused schedule stays paused through all of them.
import { compareJobIds, type JobId } from '../job/job-id.ts';
import { nextRunAfter, type Schedule } from './schedule.ts';

/** How long a schedule that waits for its previous job waits before it looks again. */
const RECHECK_MS = 60_000;
/** How long after a failed run `retry` tries again. */
const RETRY_MS = 60_000;

export interface Fired {
  /** The schedule with its next time; commit it together with the job. */
  readonly schedule: Schedule;
  /** Whether a job is to be made. */
  readonly start: boolean;
}

/**
 * The schedules that are due, the longest overdue first and of equal ones the older id. At most
 * `max` of them; 0 is no limit.
 */
export function due(schedules: Iterable<Schedule>, now: number, max: number): readonly Schedule[] {
  const found = [...schedules].filter((schedule) => isDue(schedule, now)).sort(byTime);
  return max === 0 ? found : found.slice(0, max);
}

function isDue({ nextRun }: Schedule, now: number): boolean {
  return nextRun !== null && nextRun <= now;
}

function byTime(a: Schedule, b: Schedule): number {
  const apart = (a.nextRun ?? 0) - (b.nextRun ?? 0);
  return apart !== 0 ? apart : compareJobIds(a.id as string as JobId, b.id as string as JobId);
}

/**
 * Moves a due schedule past `now`; missed times are not made up. `runningCount` counts its jobs in
 * every status that is not terminal, the paused ones too. One that is not due is left as it is, so
 * asking twice starts one job.
 */
export function fire(schedule: Schedule, runningCount: number, now: number): Fired {
  if (!isDue(schedule, now)) return { schedule, start: false };
  const policy = policyOf(schedule);
  if (runningCount > 0 && policy === 'wait') {
    const state = `delayed due to ${runningCount} already running`;
    return { schedule: { ...schedule, nextRun: now + RECHECK_MS, state }, start: false };
  }
  const nextRun = nextRunAfter(schedule, now);
  if (runningCount > 0 && policy === 'skip') {
    const state = `rescheduled due to ${runningCount} already running`;
    return { schedule: { ...schedule, nextRun, state }, start: false };
  }
  return { schedule: { ...schedule, nextRun, state: '' }, start: true };
}

function policyOf(schedule: Schedule): Schedule['onPreviousRunning'] {
  // Two incremental backups on one base would break their chain, whatever the user asked for.
  if (schedule.backup.incremental) return 'wait';
  // What runs once has no later time to be put off to.
  return schedule.cron === null && schedule.onPreviousRunning === 'skip'
    ? 'wait'
    : schedule.onPreviousRunning;
}

/**
 * The schedule after one of its jobs ended. A canceled job has failed. `jobText` says why, see
 * `failureText`. The same object when nothing changes.
 */
export function ended(
  schedule: Schedule,
  outcome: 'succeeded' | 'failed',
  jobText: string,
  now: number,
): Schedule {
  if (outcome === 'failed') return afterFailure(schedule, jobText, now);
  return schedule.state === '' ? schedule : { ...schedule, state: '' };
}

/** The schedule as `fire` moved it, when the job it was to start could not be made after all. */
export function notStarted(moved: Schedule, error: string, now: number): Schedule {
  return afterFailure(moved, `failed to create job for schedule ${moved.id}: err=${error}`, now);
}

function afterFailure(schedule: Schedule, text: string, now: number): Schedule {
  // Also to retry would resume it, and only its user may.
  if (schedule.nextRun === null || schedule.onExecutionFailure === 'pause') {
    return { ...schedule, nextRun: null, state: `schedule paused: ${text}` };
  }
  return schedule.onExecutionFailure === 'retry'
    ? { ...schedule, nextRun: now + RETRY_MS, state: `retrying: ${text}` }
    : // Its next time was set when the run began, and a run that waits meanwhile keeps its turn.
      { ...schedule, state: `reschedule: ${text}` };
}

/** What CockroachDB tells the schedule of a job that ended as `failed` or `canceled`. */
export function failureText(schedule: Schedule, job: JobId, status: string): string {
  return (
    `backup job ${job} failed with err=` +
    `backup job ${job} scheduled by ${schedule.id} failed with status ${status}`
  );
}
