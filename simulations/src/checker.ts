// An invariant that watches a history go by.
import type { JobId } from '@rescind/shared';
import type { HistoryEvent } from './history.ts';

/** An invariant that does not hold. */
export interface Violation {
  /** The checker's name. */
  readonly checker: string;
  /** What is wrong, in words, with ids and numbers. */
  readonly message: string;
  readonly job?: JobId;
}

export interface Checker {
  /** The invariant, as a short sentence. */
  readonly name: string;
  /** Takes the next fact of the history; the violation it completes, if any. */
  observe(event: HistoryEvent): Violation | undefined;
}
