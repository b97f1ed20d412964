// One event applied to one job. It never refuses: the event has happened. An event for which the
// chart has no arrow means a broken log, which is an invariant and not a refusal.
import type { JobEvent, ReleaseReason } from './events.ts';
import {
  causeText,
  copyJob,
  cutError,
  EXECUTION_ERRORS_MAX,
  type ExecutionError,
  type Job,
  type JobCopy,
} from './job.ts';
import { move, statusOf, type Place } from './place.ts';

/** When and in which commit an event happened. */
export interface Stamp {
  readonly at: number;
  readonly n: number;
}

type ChartEvent = Exclude<JobEvent, { readonly type: 'JobCreated' }>;

/** The job after the event. Pure; the given job is not changed. */
export function evolveJob(job: Job, event: ChartEvent, stamp: Stamp): Job {
  const place = move(job.place, event.type);
  if (place === undefined) throw noArrow(job, event.type, stamp.n);
  const { at, n } = stamp;
  const next = copyJob(job);
  next.modified = at;
  switch (event.type) {
    case 'JobProgressed':
      if (event.fraction !== undefined) next.fraction = event.fraction;
      if (event.checkpoint !== undefined) next.checkpoint = event.checkpoint;
      if (event.runningStatus !== undefined) next.runningStatus = event.runningStatus;
      return next;
    case 'JobClaimed':
      if (place !== job.place) moveTo(next, place, n);
      next.session = event.session;
      next.epoch++;
      next.fence++;
      if (job.started === 0) next.started = at;
      next.runs++;
      next.lastRun = at;
      return next;
    case 'JobClaimReleased':
      release(next);
      next.backoff = backoffAfterRelease(job, event.reason);
      return next;
    case 'JobAttemptFailed':
      release(next);
      next.backoff = job.runs;
      next.executionErrors = withError(job, event.error, at);
      return next;
    case 'JobPauseRequested':
      moveTo(next, place, n);
      next.stopAskedAt = at;
      next.pauseReason = event.reason ?? '';
      return next;
    case 'JobPaused':
      release(next);
      moveTo(next, place, n);
      next.stopAskedAt = 0;
      restartCounts(next);
      next.revertDone = job.revertDone || event.revertDone === true;
      if (event.error !== undefined) next.executionErrors = withError(job, event.error, at);
      return next;
    case 'JobResumed':
    case 'JobRevertResumed':
      moveTo(next, place, n);
      return next;
    case 'JobCancelRequested':
      moveTo(next, place, n);
      next.stopAskedAt = at;
      return next;
    case 'JobReverting':
      moveTo(next, place, n);
      beginRevert(next, job, event, at);
      return next;
    case 'JobSucceeded':
      end(next, place, stamp);
      next.fraction = 1;
      return next;
    case 'JobCanceled':
    case 'JobFailed':
      end(next, place, stamp);
      return next;
  }
}

/** Built only when it is needed: this is the innermost loop of every fold. */
function noArrow({ id, place }: Job, type: string, n: number): Error {
  return new Error(
    `invariant violated: ${type} in commit ${n} ` +
      `cannot follow status ${statusOf(place)} of job ${id}`,
  );
}

/**
 * A job handed back by a worker that leaves is not to blame. One whose worker died or hung may be:
 * the first time it is taken over at once, then it backs off like a failing one.
 */
function backoffAfterRelease(job: Job, reason: ReleaseReason): number {
  return reason === 'stopped' || reason === 'left' ? 0 : Math.max(0, job.runs - 1);
}

function moveTo(next: JobCopy, place: Place, n: number): void {
  next.place = place;
  next.movedIn = n;
}

/** The claim is gone; the fence rises so that nothing its holder still does is accepted. */
function release(next: JobCopy): void {
  next.session = null;
  next.fence++;
  next.runningStatus = '';
}

function restartCounts(next: JobCopy): void {
  next.runs = 0;
  next.lastRun = 0;
  next.backoff = 0;
}

function end(next: JobCopy, place: Place, { at, n }: Stamp): void {
  release(next);
  moveTo(next, place, n);
  next.finished = at;
  next.stopAskedAt = 0;
}

/** A claim that is held goes on into the revert as a new run; one that is not may start at once. */
function beginRevert(
  next: JobCopy,
  job: Job,
  event: Extract<JobEvent, { readonly type: 'JobReverting' }>,
  at: number,
): void {
  next.cause = event.cause;
  next.error = cutError(causeText(event.cause));
  next.fence++;
  next.stopAskedAt = 0;
  next.runningStatus = '';
  restartCounts(next);
  if (job.session !== null) {
    next.runs = 1;
    next.lastRun = at;
  }
  if (event.runError !== undefined) next.executionErrors = withError(job, event.runError, at);
}

function withError(job: Job, error: string, at: number): readonly ExecutionError[] {
  const entry: ExecutionError = {
    status: statusOf(job.place),
    from: job.lastRun,
    to: at,
    session: job.session ?? '',
    error: cutError(error),
  };
  return [...job.executionErrors, entry].slice(-EXECUTION_ERRORS_MAX);
}
