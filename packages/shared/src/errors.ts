// The world's trouble, thrown and caught at named places. What a command may not do is a refusal
// (job/refusal.ts), and our own bugs are invariants.

/** No one serves the subject at the moment. */
export class NoResponderError extends Error {
  override readonly name = 'NoResponderError';
}

/** Nobody answered in time: whether the request was carried out is unknown. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

/** It was stopped. */
export class ClosedError extends Error {
  override readonly name = 'ClosedError';
}

/** The log cannot be reached at the moment. */
export class LogUnavailableError extends Error {
  override readonly name = 'LogUnavailableError';
}

/** The log is held by another process; names its pid where that is known. */
export class LogLockedError extends Error {
  override readonly name = 'LogLockedError';
}

/**
 * The log is not the one that was written: a gap, a changed byte, a lost tail. Nobody may lead on
 * it. `at` is the number of the first commit that cannot be trusted.
 */
export class LogDamagedError extends Error {
  override readonly name = 'LogDamagedError';
  readonly at: number;
  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

/** The log holds something of a newer build; this one must not write to it. */
export class UnknownVersionError extends Error {
  override readonly name = 'UnknownVersionError';
}
