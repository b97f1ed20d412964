// What a worker tells of a job it holds, and what follows from it. A report carries the fence of
// the execution it speaks for: one that is not the job's own any more is stale and changes nothing.
import type { Json } from '../json.ts';
import type { JobEvent } from './events.ts';
import { encodeIds } from './id-list.ts';
import { cutError, type Job } from './job.ts';
import type { JobId } from './job-id.ts';
import { wanted } from './place.ts';

/** What a report brings about besides the job's own status; of which kinds is not known here. */
export interface ReportEffect {
  readonly kind: string;
}

interface OfExecution {
  readonly effect?: ReportEffect;
  readonly job: JobId;
  readonly fence: number;
}

export type Report = OfExecution &
  (
    | {
        readonly kind: 'progress';
        readonly fraction?: number;
        readonly checkpoint?: Json;
        readonly runningStatus?: string;
      }
    /** The handler settled without an outcome: it obeyed its signal, or its worker drains. */
    | { readonly kind: 'stopped' }
    | { readonly kind: 'succeeded' }
    /** `retry`: the error is marked as worth another try; `permanent`: as never worth one. */
    | { readonly kind: 'failed'; readonly error: string; readonly mark?: 'retry' | 'permanent' }
    /** The handler asks to be paused, with its reason. */
    | { readonly kind: 'pause-self'; readonly reason: string }
    | { readonly kind: 'reverted' }
    | { readonly kind: 'revert-failed'; readonly error: string }
  );

/** Events, or why nothing follows: `stale` (not the job's execution), `unfit` (never legal). */
export type ReportVerdict =
  | { readonly events: readonly JobEvent[] }
  | { readonly no: 'stale' | 'unfit' };

/** The verdict on one report of `session`. Pure. */
export function report(job: Job | undefined, session: string, said: Report): ReportVerdict {
  if (job === undefined || job.session !== session || job.fence !== said.fence) {
    return { no: 'stale' };
  }
  switch (said.kind) {
    case 'progress':
      return progress(job, said);
    case 'stopped':
    case 'succeeded':
    case 'failed':
    case 'pause-self':
      return job.place.startsWith('forward') ? forwardEnd(job, said) : backwardStop(job, said);
    case 'reverted':
    case 'revert-failed':
      return job.place.startsWith('backward') ? backwardEnd(job, said) : { no: 'unfit' };
    default:
      // A worker of a newer build may say what this one does not know.
      return { no: 'unfit' };
  }
}

function progress(job: Job, said: Extract<Report, { readonly kind: 'progress' }>): ReportVerdict {
  // Progress is persisted only while the job is to run or to revert: a stop was asked otherwise.
  if (wanted(job.place) === 'none') return { no: 'stale' };
  const { fraction, checkpoint, runningStatus } = said;
  if (fraction !== undefined && !(fraction >= 0 && fraction <= 1.01)) return { no: 'unfit' };
  return {
    events: [
      {
        type: 'JobProgressed',
        jobs: encodeIds([job.id]),
        ...(fraction === undefined ? {} : { fraction: Math.min(1, fraction) }),
        ...(checkpoint === undefined ? {} : { checkpoint }),
        ...(runningStatus === undefined ? {} : { runningStatus }),
      },
    ],
  };
}

type ForwardEnd = Extract<
  Report,
  { readonly kind: 'stopped' | 'succeeded' | 'failed' | 'pause-self' }
>;

/** How a forward run ended, against what is asked of the job now. */
function forwardEnd(job: Job, said: ForwardEnd): ReportVerdict {
  const jobs = encodeIds([job.id]);
  const error = said.kind === 'failed' ? { runError: cutError(said.error) } : {};
  switch (job.place) {
    case 'forward.cancelRequested':
      // The CANCEL was answered: whatever the run came to, the job is reverted and ends canceled.
      return { events: [{ type: 'JobReverting', jobs, cause: { kind: 'canceled' }, ...error }] };
    case 'forward.pauseRequested':
      return {
        events: [
          said.kind === 'failed'
            ? { type: 'JobPaused', jobs, error: cutError(said.error) }
            : { type: 'JobPaused', jobs },
        ],
      };
    default:
      return { events: endOfWantedRun(job, said) };
  }
}

function endOfWantedRun(job: Job, said: ForwardEnd): JobEvent[] {
  const jobs = encodeIds([job.id]);
  switch (said.kind) {
    case 'stopped':
      return [{ type: 'JobClaimReleased', jobs, reason: 'stopped' }];
    case 'succeeded':
      return [{ type: 'JobSucceeded', jobs }];
    case 'pause-self':
      return [
        { type: 'JobPauseRequested', jobs, by: { user: job.owner }, reason: said.reason },
        { type: 'JobPaused', jobs },
      ];
    case 'failed': {
      const again = said.mark === 'retry' || (!job.cancelable && said.mark !== 'permanent');
      return again
        ? [{ type: 'JobAttemptFailed', jobs, error: cutError(said.error) }]
        : [failedForGood(job, said.error)];
    }
  }
}

/** A wanted run has come to nothing, and another one would too: the job takes back what it did. */
export function failedForGood(job: Job, error: string): JobEvent {
  const cause = { kind: 'error', message: cutError(error) } as const;
  return { type: 'JobReverting', jobs: encodeIds([job.id]), cause };
}

/** A revert that was told to stop, or whose worker drains, and has not come to its end. */
function backwardStop(job: Job, said: ForwardEnd): ReportVerdict {
  if (said.kind !== 'stopped') return { no: 'unfit' };
  const jobs = encodeIds([job.id]);
  return job.place === 'backward.pauseRequested'
    ? { events: [{ type: 'JobPaused', jobs }] }
    : { events: [{ type: 'JobClaimReleased', jobs, reason: 'stopped' }] };
}

function backwardEnd(
  job: Job,
  said: Extract<Report, { readonly kind: 'reverted' | 'revert-failed' }>,
): ReportVerdict {
  const jobs = encodeIds([job.id]);
  const pausing = job.place === 'backward.pauseRequested';
  if (said.kind === 'revert-failed') {
    const error = cutError(said.error);
    return {
      events: [
        pausing ? { type: 'JobPaused', jobs, error } : { type: 'JobAttemptFailed', jobs, error },
      ],
    };
  }
  // The pause wins; the revert is not lost: RESUME settles the job without running it again.
  if (pausing) return { events: [{ type: 'JobPaused', jobs, revertDone: true }] };
  return { events: [{ type: endOfRevert(job), jobs }] };
}

/** How a reverted job ends: its cause alone decides between canceled and failed. */
export function endOfRevert(job: Job): 'JobCanceled' | 'JobFailed' {
  return job.cause?.kind === 'canceled' ? 'JobCanceled' : 'JobFailed';
}
