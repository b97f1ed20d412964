// CANCEL, PAUSE and RESUME of one job: what each verb answers in each status (the table of
// CockroachDB v21.2). A command only requests; whoever holds the claim is stopped afterwards.
import type { Job } from './job.ts';
import {
  cannotCancel,
  cannotPause,
  cannotResume,
  notCancelable,
  pausedWhileReverting,
  type Refusal,
} from './refusal.ts';

export type Verb = 'cancel' | 'pause' | 'resume';

/** The event a verb leads to, a counted no-op, or a refusal that fails the whole statement. */
export type Verdict =
  | { readonly event: 'JobCancelRequested' | 'JobPauseRequested' }
  | { readonly event: 'JobResumed' | 'JobRevertResumed' }
  | { readonly event: null }
  | { readonly refusal: Refusal };

const NOTHING_TO_DO: Verdict = { event: null };

/** Asks the table. Pure. */
export function control(job: Job, verb: Verb): Verdict {
  switch (verb) {
    case 'cancel':
      return cancel(job);
    case 'pause':
      return pause(job);
    case 'resume':
      return resume(job);
  }
}

function cancel(job: Job): Verdict {
  // The flag is looked at before the status: also a canceled job of such a type is refused.
  if (!job.cancelable) return { refusal: notCancelable(job) };
  switch (job.place) {
    case 'forward.pending':
    case 'forward.running':
    case 'forward.paused':
      return { event: 'JobCancelRequested' };
    case 'forward.cancelRequested':
    case 'canceled':
      return NOTHING_TO_DO;
    case 'backward.paused':
      return { refusal: pausedWhileReverting(job) };
    case 'forward.pauseRequested':
    case 'backward.pauseRequested':
    case 'backward.reverting':
    case 'succeeded':
    case 'failed':
    case 'revertFailed':
      return { refusal: cannotCancel(job) };
  }
}

function pause(job: Job): Verdict {
  switch (job.place) {
    case 'forward.pending':
    case 'forward.running':
    case 'backward.reverting':
      return { event: 'JobPauseRequested' };
    case 'forward.pauseRequested':
    case 'forward.paused':
    case 'backward.pauseRequested':
    case 'backward.paused':
      return NOTHING_TO_DO;
    case 'forward.cancelRequested':
    case 'succeeded':
    case 'canceled':
    case 'failed':
    case 'revertFailed':
      return { refusal: cannotPause(job) };
  }
}

function resume(job: Job): Verdict {
  switch (job.place) {
    case 'forward.paused':
      return { event: 'JobResumed' };
    case 'backward.paused':
      return { event: 'JobRevertResumed' };
    case 'forward.running':
    case 'backward.reverting':
      return NOTHING_TO_DO;
    case 'forward.pending':
    case 'forward.pauseRequested':
    case 'forward.cancelRequested':
    case 'backward.pauseRequested':
    case 'succeeded':
    case 'canceled':
    case 'failed':
    case 'revertFailed':
      return { refusal: cannotResume(job) };
  }
}
