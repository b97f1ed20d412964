// PORT: the one log of a cluster. A commit is a list of events that become true together; an
// append succeeds only for a writer that has seen every commit before it.
import type { ClusterEvent } from './cluster/events.ts';

/** The format version of a commit; docs/log-format.md fixes it. */
export const COMMIT_VERSION = 1;

/** One record of the log. */
export interface Commit {
  readonly v: typeof COMMIT_VERSION;
  /** 1, 2, 3, … without a gap. */
  readonly n: number;
  /** A ULID of its own: tells an append that was retried from one by somebody else. */
  readonly id: string;
  /** Hash of the stored bytes of commit n - 1; empty for the first. */
  readonly prev: string;
  /** Log time: milliseconds since 1970, never less than the commit before. */
  readonly at: number;
  /** The coordinator that wrote it. */
  readonly by: string;
  readonly events: readonly ClusterEvent[];
}

/** A commit as it stands in the log. */
export interface Recorded {
  readonly commit: Commit;
  /** Hash over the stored bytes; the next commit's `prev`. */
  readonly hash: string;
  /** When the log's own server stored it (ms since 1970), where there is such a server. */
  readonly storedAt: number | null;
}

/**
 * What became of an append.
 * - `ok`: it is in the log, as durable as the adapter promises.
 * - `conflict`: position n is taken, by this very commit (an earlier try landed) or by another:
 *   read it and compare ids. The answer alone proves neither.
 * - `unknown`: it may be in the log, may still land, or may not.
 * - `too-large`: it was not sent; `limitBytes` is what the log takes.
 */
export type Appended =
  | { readonly outcome: 'ok'; readonly hash: string }
  | { readonly outcome: 'conflict' }
  | { readonly outcome: 'unknown'; readonly reason: string }
  | { readonly outcome: 'too-large'; readonly bytes: number; readonly limitBytes: number };

export interface Following {
  stop(): void;
}

export interface EventLog extends AsyncDisposable {
  /** One word and an address for messages: `file ./jobs.log`. */
  readonly name: string;
  /** What an acknowledgement is worth; `volatile` dies with the process. */
  readonly durability: 'fsync' | 'no-fsync' | 'volatile';
  /** Appends `commit` at position commit.n, only if the log ends at commit.n - 1. Never rejects. */
  append(commit: Commit): Promise<Appended>;
  /**
   * The number of the last commit, asked of the log itself and not of a cache or a replica: what
   * it says was true at some moment after the call. Throws LogUnavailableError.
   */
  end(): Promise<number>;
  /** One commit, or undefined past the end. Throws LogUnavailableError, LogDamagedError. */
  get(n: number): Promise<Recorded | undefined>;
  /**
   * Commits from number `from` to the end as of the call, in order, each verified: dense numbers
   * and, from the second on, `prev` equal to the hash before. Throws LogDamagedError naming the
   * first bad one, UnknownVersionError, LogUnavailableError.
   */
  read(from: number): AsyncIterable<Recorded>;
  /**
   * Calls `onCommit` for every commit from `from` on, in order, without gap or double, also for
   * those that come later, until stopped. `onError` is told once of damage and ends it; an
   * unreachable server is waited for and is no error.
   */
  follow(
    from: number,
    onCommit: (recorded: Recorded) => void,
    onError: (error: Error) => void,
  ): Following;
  /** Gives up locks and connections; pending appends resolve as unknown. */
  close(): Promise<void>;
}
