// What a caller in the same process gets for CANCEL, PAUSE or RESUME of one job: what became of
// the request, by whom, when and where in the log, and a way to wait for the job's end.
import type { Actor, CommandReply, JobStatus, RefusalKind } from '@rescind/shared';

export type ReceiptOutcome =
  /** Recorded durably; the job is not there yet. */
  | 'requested'
  /** The job was asked (or is) already; nothing had to be recorded. */
  | 'already'
  /** The job's status does not allow it any more. */
  | 'too-late'
  | 'not-cancelable'
  | 'unknown-job';

export interface Receipt {
  readonly outcome: ReceiptOutcome;
  /** The refusal's text; undefined when it was requested or already so. */
  readonly message?: string;
  readonly actor: Actor;
  /** Wall clock of the answer, and the commit it stands in or was judged at. */
  readonly at: number;
  readonly position: number;
  /**
   * Resolves with the status the job ends in, also when the request was refused. Rejects for a job
   * that does not exist, and when the coordinator is stopped first.
   */
  settled(): Promise<JobStatus>;
}

const OUTCOMES: Partial<Record<RefusalKind, ReceiptOutcome>> = {
  'wrong-status': 'too-late',
  'paused-while-reverting': 'too-late',
  'not-cancelable': 'not-cancelable',
  'unknown-job': 'unknown-job',
};

/** The outcome a reply stands for; undefined for one that says nothing of the job. */
export function outcomeOf(reply: CommandReply): ReceiptOutcome | undefined {
  if (!reply.ok) return OUTCOMES[reply.error.kind];
  if (reply.kind !== 'controlled') return undefined;
  return reply.changed > 0 ? 'requested' : 'already';
}

/** A command neither carried out nor answered by the job's state; `code` is the SQLSTATE. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly code: string;
  readonly kind: RefusalKind;
  constructor(reply: Extract<CommandReply, { readonly ok: false }>) {
    super(reply.error.message);
    this.code = reply.error.code;
    this.kind = reply.error.kind;
  }
}
