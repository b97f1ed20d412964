// Why a command is not carried out, in CockroachDB's words where it has words for it. A refusal is
// a value: nothing is thrown, nothing has changed, and the same request asked again gets it again.
import { causeText, type Job } from './job.ts';
import type { JobId } from './job-id.ts';
import { statusOf } from './place.ts';

/** What kind of refusal it is; clients branch on this, people read the message. */
export type RefusalKind =
  | 'unknown-job'
  | 'not-cancelable'
  | 'wrong-status'
  | 'paused-while-reverting'
  | 'changed'
  | 'invalid'
  | 'unknown-setting'
  | 'unknown-session'
  | 'too-many-requests'
  | 'too-large'
  | 'overloaded'
  | 'too-late'
  | 'unavailable'
  | 'unknown-outcome';

export interface Refusal {
  readonly kind: RefusalKind;
  /** SQLSTATE, five characters. XXUUU is CockroachDB's "uncategorized". */
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

const UNCATEGORIZED = 'XXUUU';

export function unknownJob(id: JobId): Refusal {
  return {
    kind: 'unknown-job',
    code: UNCATEGORIZED,
    message: `job with ID ${id} does not exist`,
  };
}

export function notCancelable(job: Job): Refusal {
  return { kind: 'not-cancelable', code: UNCATEGORIZED, message: `job ${job.id}: not cancelable` };
}

export function cannotCancel(job: Job): Refusal {
  return wrongStatus(job, 'cannot be requested to be canceled');
}

export function cannotPause(job: Job): Refusal {
  return wrongStatus(job, 'cannot be requested to be paused');
}

export function cannotResume(job: Job): Refusal {
  return wrongStatus(job, 'cannot be resumed');
}

function wrongStatus(job: Job, what: string): Refusal {
  return {
    kind: 'wrong-status',
    code: UNCATEGORIZED,
    message: `job with status ${statusOf(job.place)} ${what}`,
  };
}

export function pausedWhileReverting(job: Job): Refusal {
  const stored = job.cause === null ? '' : causeText(job.cause);
  return {
    kind: 'paused-while-reverting',
    code: UNCATEGORIZED,
    message:
      `job ${job.id} is paused and has non-nil FinalResumeError hence cannot be canceled ` +
      `and should be reverted: ${stored}`,
  };
}

/** A job named by a selection is no longer as it was selected; the statement selects again. */
export function changed(id: JobId): Refusal {
  return {
    kind: 'changed',
    code: '40001',
    message: `restart transaction: job ${id} changed after it was selected`,
  };
}

/** A session that ended never comes back, however late the message that once opened it arrives. */
export function sessionOver(id: string): Refusal {
  return {
    kind: 'unknown-session',
    code: UNCATEGORIZED,
    message: `session ${id} has ended`,
    hint: 'A worker that comes back opens another session.',
  };
}

export function invalid(message: string, code = '22023', hint?: string): Refusal {
  return hint === undefined
    ? { kind: 'invalid', code, message }
    : { kind: 'invalid', code, message, hint };
}
