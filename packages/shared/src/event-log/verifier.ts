// Turns stored commits back into commits one after another, and lets none pass that does not
// continue the log: every adapter reads and follows through it.
import type { Commit, Recorded } from '../event-log.ts';
import { checkChain, decodeCommit } from './codec.ts';

/** A commit as an adapter found it. */
export interface Stored {
  readonly text: string;
  /** Hash over exactly the stored bytes, computed from them and not read from beside them. */
  readonly hash: string;
  readonly storedAt: number | null;
}

export interface Verifier {
  /** The number that must come next. */
  readonly next: number;
  /** Throws LogDamagedError, UnknownVersionError; then nothing further may be verified. */
  verify(stored: Stored): Recorded;
}

/**
 * Expects commit `from` first. What comes before it is unknown, so its `prev` is taken on trust,
 * unless it is the first of all: that one has none.
 */
export function createVerifier(from: number): Verifier {
  let next = from;
  let prev: string | undefined = from === 1 ? '' : undefined;
  return {
    get next() {
      return next;
    },
    verify({ text, hash, storedAt }) {
      const commit: Commit = decodeCommit(text, next);
      if (prev !== undefined) checkChain(commit, prev);
      prev = hash;
      next++;
      return { commit, hash, storedAt };
    },
  };
}
