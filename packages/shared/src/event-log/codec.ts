// Commits as bytes, and back. The text stored is the JSON of the commit in a fixed key order; the
// hash over exactly these bytes is the next commit's `prev`.
import { isKnownEventType } from '../cluster/events.ts';
import { LogDamagedError, UnknownVersionError } from '../errors.ts';
import { COMMIT_VERSION, type Commit } from '../event-log.ts';

/** The stored text of a commit. */
export function encodeCommit(commit: Commit): string {
  const { v, n, id, prev, at, by, events } = commit;
  return JSON.stringify({ v, n, id, prev, at, by, events });
}

/**
 * Reads a stored text. Throws LogDamagedError when it is no commit, and UnknownVersionError when it
 * was written by a newer build: guessing would fold another history than was written.
 */
export function decodeCommit(text: string, expected: number): Commit {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new LogDamagedError(expected, `commit ${expected} is not readable: no valid JSON`);
  }
  if (typeof value !== 'object' || value === null || !('v' in value)) {
    throw new LogDamagedError(expected, `commit ${expected} is not readable: no commit`);
  }
  const commit = value as Commit;
  if (commit.v !== COMMIT_VERSION) {
    throw new UnknownVersionError(
      `commit ${expected} has format version ${String(commit.v)}; this build knows version ` +
        `${COMMIT_VERSION} only. Run the build that wrote it, or a newer one.`,
    );
  }
  if (!isCommit(commit)) {
    throw new LogDamagedError(expected, `commit ${expected} is not readable: a field is missing`);
  }
  if (commit.n !== expected) {
    throw new LogDamagedError(
      expected,
      `commit ${expected} is missing: number ${commit.n} stands in its place`,
    );
  }
  for (const event of commit.events as readonly unknown[]) {
    const type = (event as { readonly type?: unknown } | null)?.type;
    if (typeof type !== 'string') {
      throw new LogDamagedError(expected, `commit ${expected} is not readable: no event`);
    }
    if (isKnownEventType(type)) continue;
    throw new UnknownVersionError(
      `commit ${expected} holds an event of type "${type}", which this build does not know. ` +
        'Run the build that wrote it, or a newer one.',
    );
  }
  return commit;
}

function isCommit(c: Commit): boolean {
  return (
    Number.isSafeInteger(c.n) &&
    Number.isSafeInteger(c.at) &&
    typeof c.id === 'string' &&
    typeof c.prev === 'string' &&
    typeof c.by === 'string' &&
    Array.isArray(c.events)
  );
}

/** Throws LogDamagedError unless `commit` continues a log whose last commit has hash `prev`. */
export function checkChain(commit: Commit, prev: string): void {
  if (commit.prev === prev) return;
  if (commit.n === 1) {
    throw new LogDamagedError(
      1,
      'commit 1 was written after another: the beginning of the log is missing',
    );
  }
  throw new LogDamagedError(
    commit.n - 1,
    `commit ${commit.n - 1} is not the one commit ${commit.n} was written after: ` +
      'its stored bytes have changed or it was replaced',
  );
}
