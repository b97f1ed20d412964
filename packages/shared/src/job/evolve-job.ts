// One event applied to one job. It never refuses: the event has happened. An event for which the
// chart has no arrow means a broken log, which is an invariant and not a refusal.
import type { JobEvent, ReleaseReason } from './events.ts';
import { causeText, cutError, EXECUTION_ERRORS_MAX, type ExecutionError, type Job } from './job.ts';
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
  switch (event.type) {
    case 'JobProgressed':
      return {
        ...job,
        modified: at,
        fraction: event.fraction ?? job.fraction,
        checkpoint: event.checkpoint === undefined ? job.checkpoint : event.checkpoint,
        runningStatus: event.runningStatus ?? job.runningStatus,
      };
    case 'JobClaimed':
      return {
        ...job,
        place,
        movedIn: place === job.place ? job.movedIn : n,
        session: event.session,
        epoch: job.epoch + 1,
        fence: job.fence + 1,
        started: job.started === 0 ? at : job.started,
        runs: job.runs + 1,
        lastRun: at,
        modified: at,
      };
    case 'JobClaimReleased':
      return { ...released(job, at), backoff: backoffAfterRelease(job, event.reason) };
    case 'JobAttemptFailed':
      return {
        ...released(job, at),
        backoff: job.runs,
        executionErrors: withError(job, event.error, at),
      };
    case 'JobPauseRequested':
      return {
        ...job,
        place,
        movedIn: n,
        modified: at,
        stopAskedAt: at,
        pauseReason: event.reason ?? '',
      };
    case 'JobPaused':
      return {
        ...released(job, at),
        place,
        movedIn: n,
        stopAskedAt: 0,
        runs: 0,
        lastRun: 0,
        backoff: 0,
        revertDone: job.revertDone || event.revertDone === true,
        executionErrors:
          event.error === undefined ? job.executionErrors : withError(job, event.error, at),
      };
    case 'JobResumed':
    case 'JobRevertResumed':
      return { ...job, place, movedIn: n, modified: at };
    case 'JobCancelRequested':
      return { ...job, place, movedIn: n, modified: at, stopAskedAt: at };
    case 'JobReverting':
      return reverting(job, event, stamp, place);
    case 'JobSucceeded':
      return ended(job, stamp, place, 1);
    case 'JobCanceled':
    case 'JobFailed':
      return ended(job, stamp, place, job.fraction);
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

/** The claim is gone; the fence rises so that nothing its holder still does is accepted. */
function released(job: Job, at: number): Job {
  return { ...job, session: null, fence: job.fence + 1, modified: at, runningStatus: '' };
}

/** Released for good. One copy of the job, like every common move: copies are what a fold costs. */
function ended(job: Job, { at, n }: Stamp, place: Place, fraction: number): Job {
  return {
    ...job,
    place,
    movedIn: n,
    session: null,
    fence: job.fence + 1,
    modified: at,
    finished: at,
    stopAskedAt: 0,
    fraction,
    runningStatus: '',
  };
}

/** A claim that is held goes on into the revert as a new run; one that is not may start at once. */
function reverting(
  job: Job,
  event: Extract<JobEvent, { readonly type: 'JobReverting' }>,
  { at, n }: Stamp,
  place: Place,
): Job {
  const held = job.session !== null;
  return {
    ...job,
    place,
    movedIn: n,
    modified: at,
    cause: event.cause,
    error: cutError(causeText(event.cause)),
    fence: job.fence + 1,
    stopAskedAt: 0,
    runs: held ? 1 : 0,
    lastRun: held ? at : 0,
    backoff: 0,
    runningStatus: '',
    executionErrors:
      event.runError === undefined ? job.executionErrors : withError(job, event.runError, at),
  };
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
