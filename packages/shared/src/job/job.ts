// What a job's events add up to. A job is immutable: every event makes a new one.
import type { ScheduleId } from './schedule-id.ts';
import type { Json } from '../json.ts';
import type { JobId } from './job-id.ts';
import type { Place } from './place.ts';
import type { JobStatus } from './status.ts';

/** Why a job is in its backward half: CockroachDB's FinalResumeError. It decides the end. */
export type Cause =
  | { readonly kind: 'canceled' }
  | { readonly kind: 'error'; readonly message: string };

/** Who asked: stored with every control event. The statement is in redacted normal form. */
export interface Actor {
  readonly user: string;
  readonly address?: string;
  readonly application?: string;
  readonly statement?: string;
}

export interface Job {
  readonly id: JobId;
  readonly type: string;
  readonly details: Json;
  readonly description: string;
  /** The schedule that made it, or null. */
  readonly schedule: ScheduleId | null;
  /** The user who made it; CockroachDB shows it as user_name. */
  readonly owner: string;
  readonly cancelable: boolean;
  readonly place: Place;
  readonly cause: Cause | null;
  /** The error SHOW JOBS prints; empty when there is none. */
  readonly error: string;
  /** Log times in milliseconds since 1970; 0 where it has not happened. */
  readonly created: number;
  readonly started: number;
  readonly finished: number;
  readonly modified: number;
  /** Number of the commit that last changed place, cause or owner: what a selection relies on. */
  readonly movedIn: number;
  /** Since when a stop is asked for (pause or cancel); 0 when none is. */
  readonly stopAskedAt: number;
  /** The session that holds the claim, or null. */
  readonly session: string | null;
  /** Number of claims so far; rises with each. */
  readonly epoch: number;
  /** Rises whenever the right to act for this job changes; what is below it is refused. */
  readonly fence: number;
  /** Runs started since the count was last reset, and when the last one started. */
  readonly runs: number;
  readonly lastRun: number;
  /** Exponent of the backoff; 0 when the next run may start at once. */
  readonly backoff: number;
  /** 0 to 1, and what the handler wants to find again after a crash. */
  readonly fraction: number;
  readonly checkpoint: Json;
  readonly runningStatus: string;
  readonly pauseReason: string;
  /** The revert is complete, only the terminal status waits for RESUME (pause won). */
  readonly revertDone: boolean;
  /** The newest failed attempts, oldest first, at most EXECUTION_ERRORS_MAX. */
  readonly executionErrors: readonly ExecutionError[];
}

/** One failed attempt. */
export interface ExecutionError {
  readonly status: JobStatus;
  readonly from: number;
  readonly to: number;
  readonly session: string;
  readonly error: string;
}

/** What CockroachDB stores as the final error of a canceled job. */
export const CANCELED_BY_USER = 'job canceled by user';

export const EXECUTION_ERRORS_MAX = 3;
/** Code points of an error kept in a job's record; a longer text is cut and says so. */
export const ERROR_MAX = 1024;

/** Cuts an error text as CockroachDB does, never through a surrogate pair; twice is as once. */
export function cutError(text: string): string {
  if (text.length <= ERROR_MAX) return text;
  const points = Array.from(text.slice(0, 2 * ERROR_MAX + 2));
  return points.length <= ERROR_MAX ? text : `${points.slice(0, ERROR_MAX).join('')} -- TRUNCATED`;
}

/** The text of a cause, as SHOW JOBS shows it. */
export function causeText(cause: Cause): string {
  return cause.kind === 'canceled' ? CANCELED_BY_USER : cause.message;
}

const NO_ERRORS: readonly ExecutionError[] = [];

/** A copy of a job that is still to become the next one, before anybody else sees it. */
export type JobCopy = { -readonly [Field in keyof Job]: Job[Field] };

/**
 * A copy to be changed. Every job is made here or in `newJob`, from literals with the same fields
 * in the same order, so that all are of one shape to the engine: spread syntax makes another shape
 * for each kind of change, and every look at a job takes several times as long.
 */
export function copyJob(job: Job): JobCopy {
  return {
    id: job.id,
    type: job.type,
    details: job.details,
    description: job.description,
    schedule: job.schedule,
    owner: job.owner,
    cancelable: job.cancelable,
    place: job.place,
    cause: job.cause,
    error: job.error,
    created: job.created,
    started: job.started,
    finished: job.finished,
    modified: job.modified,
    movedIn: job.movedIn,
    stopAskedAt: job.stopAskedAt,
    session: job.session,
    epoch: job.epoch,
    fence: job.fence,
    runs: job.runs,
    lastRun: job.lastRun,
    backoff: job.backoff,
    fraction: job.fraction,
    checkpoint: job.checkpoint,
    runningStatus: job.runningStatus,
    pauseReason: job.pauseReason,
    revertDone: job.revertDone,
    executionErrors: job.executionErrors,
  };
}

/** A job that has just been created: running, unclaimed (CockroachDB writes new jobs so). */
export function newJob(
  given: Pick<
    Job,
    'id' | 'type' | 'details' | 'description' | 'owner' | 'cancelable' | 'created'
  > & {
    readonly movedIn: number;
    readonly schedule?: ScheduleId | undefined;
  },
): Job {
  return {
    id: given.id,
    type: given.type,
    details: given.details,
    description: given.description,
    schedule: given.schedule ?? null,
    owner: given.owner,
    cancelable: given.cancelable,
    place: 'forward.running',
    cause: null,
    error: '',
    created: given.created,
    started: 0,
    finished: 0,
    modified: given.created,
    movedIn: given.movedIn,
    stopAskedAt: 0,
    session: null,
    epoch: 0,
    fence: 0,
    runs: 0,
    lastRun: 0,
    backoff: 0,
    fraction: 0,
    checkpoint: null,
    runningStatus: '',
    pauseReason: '',
    revertDone: false,
    executionErrors: NO_ERRORS,
  };
}
