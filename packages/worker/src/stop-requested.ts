// Why an execution's signal fires. It is the signal's reason, and what a handler that obeys throws.

export type StopKind =
  /** A CANCEL or PAUSE of the job was answered. */
  | 'cancel'
  | 'pause'
  /** The claim is gone, or a report was refused as stale: somebody else decides on the job now. */
  | 'claim-lost'
  /** This worker is being stopped. */
  | 'draining'
  /** This worker could not renew its session in time and must assume to be taken for dead. */
  | 'fenced'
  /** Another handler of this worker ignored its signal: the whole worker ends. */
  | 'worker-ended';

const TEXT: { readonly [kind in StopKind]: string } = {
  cancel: 'the job was canceled',
  pause: 'the job was paused',
  'claim-lost': 'the job is no longer this run’s to work on',
  draining: 'the worker is being stopped',
  fenced: 'the worker lost its session',
  'worker-ended': 'the worker ends because a handler ignored its signal',
};

/** Carries the name that code all over tells an abort by. */
export class StopRequested extends Error {
  override readonly name = 'AbortError';
  readonly kind: StopKind;
  constructor(kind: StopKind) {
    super(TEXT[kind]);
    this.kind = kind;
  }
}

/** True when a handler that was asked to stop threw this only because it obeyed. */
export function isObedience(error: unknown, reason: StopRequested): boolean {
  if (error === reason) return true;
  return error instanceof Error && (error.name === 'AbortError' || error.cause === reason);
}
