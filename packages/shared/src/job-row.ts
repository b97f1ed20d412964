// A row of SHOW JOBS: CockroachDB v21.2's nineteen columns, in its order.
import type { Job } from './job/job.ts';
import { isTerminal, statusOf } from './job/place.ts';
import { nextRunAt, type BackoffSettings } from './job/backoff.ts';
import { formatTimestamp } from './timestamp.ts';

/** Times are milliseconds since 1970 or null; ids are decimal text, for they exceed 2^53. */
export interface JobRow {
  readonly job_id: string;
  readonly job_type: string;
  readonly description: string;
  readonly statement: string;
  readonly user_name: string;
  readonly status: string;
  readonly running_status: string | null;
  readonly created: number;
  readonly started: number | null;
  readonly finished: number | null;
  readonly modified: number;
  readonly fraction_completed: number;
  readonly error: string;
  readonly coordinator_id: string | null;
  readonly trace_id: null;
  readonly last_run: number | null;
  readonly next_run: number | null;
  readonly num_runs: number;
  readonly execution_errors: readonly string[];
}

/** Columns and their SQL types. */
export const JOB_COLUMNS = [
  ['job_id', 'INT8'],
  ['job_type', 'STRING'],
  ['description', 'STRING'],
  ['statement', 'STRING'],
  ['user_name', 'STRING'],
  ['status', 'STRING'],
  ['running_status', 'STRING'],
  ['created', 'TIMESTAMP'],
  ['started', 'TIMESTAMP'],
  ['finished', 'TIMESTAMP'],
  ['modified', 'TIMESTAMP'],
  ['fraction_completed', 'FLOAT8'],
  ['error', 'STRING'],
  ['coordinator_id', 'STRING'],
  ['trace_id', 'INT8'],
  ['last_run', 'TIMESTAMP'],
  ['next_run', 'TIMESTAMP'],
  ['num_runs', 'INT8'],
  ['execution_errors', 'STRING[]'],
] as const satisfies readonly (readonly [keyof JobRow, string])[];

/** SHOW JOBS hides jobs that ended longer ago. */
export const SHOW_FINISHED_MS = 12 * 3600 * 1000;

export interface RowContext {
  /** Wall clock, for how long a handler has been ignoring its signal. */
  readonly now: number;
  readonly backoff: BackoffSettings;
  /** The worker's name of a live session. */
  workerOf(session: string): string | undefined;
}

/** The row of a job. `coordinator_id` is the worker that holds it: there, as here, who runs it. */
export function jobRow(job: Job, context: RowContext): JobRow {
  const worker = job.session === null ? undefined : context.workerOf(job.session);
  return {
    job_id: job.id,
    job_type: job.type,
    description: job.description,
    statement: job.description,
    user_name: job.owner,
    status: statusOf(job.place),
    running_status: runningStatus(job, context.now),
    created: job.created,
    started: job.started || null,
    finished: job.finished || null,
    modified: job.modified,
    fraction_completed: job.fraction,
    error: job.error,
    coordinator_id: worker ?? null,
    trace_id: null,
    last_run: job.lastRun || null,
    next_run: isTerminal(job.place) ? null : nextRunAt(job, context.backoff),
    num_runs: job.runs,
    execution_errors: job.executionErrors.map(errorLine),
  };
}

/** After a second a stop that is not obeyed shows for how long it has been ignored. */
function runningStatus(job: Job, now: number): string | null {
  if (job.stopAskedAt !== 0 && job.session !== null) {
    const seconds = Math.floor((now - job.stopAskedAt) / 1000);
    if (seconds >= 1) return `stopping: ignores its signal since ${seconds} s`;
  }
  return job.runningStatus === '' ? null : job.runningStatus;
}

function errorLine(e: Job['executionErrors'][number]): string {
  const [from, to] = [formatTimestamp(e.from), formatTimestamp(e.to)];
  return `${e.status} execution from '${from}' to '${to}' on ${e.session} failed: ${e.error}`;
}
