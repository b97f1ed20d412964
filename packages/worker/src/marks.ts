// How a handler says what its error means: try again later, never again, or pause me. An error
// without a mark takes a cancelable job into its revert, as in CockroachDB.
import { errorText } from './error-text.ts';

export type Mark =
  | { readonly kind: 'retry' }
  | { readonly kind: 'permanent' }
  | { readonly kind: 'pause'; readonly reason: string };

/** Registered, so that a job module with a copy of its own of this package is understood too. */
const MARK: unique symbol = Symbol.for('rescind.mark');

class MarkedError extends Error {
  override readonly name = 'MarkedError';
  readonly [MARK]: Mark;
  constructor(message: string, mark: Mark, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this[MARK] = mark;
  }
}

/** To be thrown from `resume`: the run failed, the job is run again after its backoff. */
export function retryLater(error: unknown): Error {
  return new MarkedError(errorText(error), { kind: 'retry' }, error);
}

/** To be thrown from `resume`: trying again is pointless, also for a job that is not cancelable. */
export function permanent(error: unknown): Error {
  return new MarkedError(errorText(error), { kind: 'permanent' }, error);
}

/** To be thrown from `resume`: pauses the job with a reason until somebody resumes it. */
export function pauseSelf(reason: string): Error {
  return new MarkedError(reason, { kind: 'pause', reason });
}

/** The mark of an error, or undefined. */
export function markOf(error: unknown): Mark | undefined {
  return error instanceof Error ? (error as Partial<MarkedError>)[MARK] : undefined;
}
