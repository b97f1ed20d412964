// Commits to fill a log with under test, and a place for a log that can be looked into and damaged.
import { expect, onTestFinished } from 'vitest';
import type { ClusterEvent } from '../cluster/events.ts';
import type { Commit, EventLog, Recorded } from '../event-log.ts';

/** An empty log of one's own, made for one test. */
export interface LogSite extends AsyncDisposable {
  /** A handle on it; always the same one where only one may be open at a time. */
  open(): Promise<EventLog>;
  /**
   * Changes behind everybody's back what is stored: gets the stored texts, commit 1 first, stores
   * what is returned. Hashes that the adapter keeps beside the text are made to agree.
   */
  rewrite(change: (texts: readonly string[]) => readonly string[]): Promise<void>;
  /** A commit whose text is longer than this is too large. */
  readonly limitBytes: number;
}

export type CreateSite = () => Promise<LogSite>;

/** A site that goes away with the test. */
export async function siteFor(createSite: CreateSite): Promise<LogSite> {
  const site = await createSite();
  onTestFinished(() => site[Symbol.asyncDispose]());
  return site;
}

const FIRST_AT = 1_767_225_600_000;
let ids = 0;

/** Another commit for position `n`, after the one whose hash is `prev`. */
export function sampleCommit(n: number, prev: string, change: Partial<Commit> = {}): Commit {
  const id = `01KDVDNA00${String(++ids).padStart(16, '0')}`;
  const at = FIRST_AT + n * 10;
  return { v: 1, n, id, prev, at, by: 'c1', events: sampleEvents(n), ...change };
}

function sampleEvents(n: number): readonly ClusterEvent[] {
  const by = { user: 'root', statement: `SET CLUSTER SETTING jobs.cancel.grace = '${n}s'` };
  return [
    { type: 'LeaderElected', leader: 'c1', term: n },
    { type: 'SettingChanged', name: 'jobs.cancel.grace', value: n * 1000, by },
    { type: 'SessionEnded', session: `worker "ä€𝄞" ${n}\n`, reason: 'left' },
  ];
}

/** Appends `count` commits, the first right after `after`, and returns them as they must stand. */
export async function fill(
  log: EventLog,
  count: number,
  after?: Recorded,
): Promise<readonly Recorded[]> {
  const filled: Recorded[] = [];
  let last = after;
  for (let i = 0; i < count; i++) {
    const commit = sampleCommit((last?.commit.n ?? 0) + 1, last?.hash ?? '');
    last = await appendOk(log, commit);
    filled.push(last);
  }
  return filled;
}

/** Appends a commit that nothing speaks against. */
export async function appendOk(log: EventLog, commit: Commit): Promise<Recorded> {
  const appended = await log.append(commit);
  if (appended.outcome !== 'ok') expect.fail(`${JSON.stringify(appended)} instead of ok`);
  return { commit, hash: appended.hash, storedAt: null };
}

/** All commits from `from` to the end. */
export async function readAll(log: EventLog, from = 1): Promise<readonly Recorded[]> {
  const all: Recorded[] = [];
  for await (const recorded of log.read(from)) all.push(recorded);
  return all;
}

/** Compares but for the time the log's server stamped, which no test can know. */
export function withoutStamps(all: readonly Recorded[]): readonly Recorded[] {
  return all.map(({ commit, hash }) => ({ commit, hash, storedAt: null }));
}

/** A following that is asked for named moments. */
export interface Followed {
  readonly seen: readonly Recorded[];
  /** Resolves with everything seen once commit `n` was; rejects when the following has failed. */
  until(n: number): Promise<readonly Recorded[]>;
  /** Resolves with the error it ends in. */
  readonly failed: Promise<Error>;
  stop(): void;
}

/** Follows `log` from `from` on and remembers what comes. */
export function followed(log: EventLog, from: number): Followed {
  const seen: Recorded[] = [];
  const waiting: { n: number; resolve: (all: readonly Recorded[]) => void }[] = [];
  let fail: (error: Error) => void = () => undefined;
  const failed = new Promise<Error>((resolve) => {
    fail = resolve;
  });
  const following = log.follow(
    from,
    (recorded) => {
      seen.push(recorded);
      for (const { n, resolve } of waiting) if (recorded.commit.n >= n) resolve(seen);
    },
    (error) => fail(error),
  );
  const reached = (n: number): Promise<readonly Recorded[]> =>
    new Promise((resolve) => {
      if ((seen.at(-1)?.commit.n ?? 0) >= n) resolve(seen);
      else waiting.push({ n, resolve });
    });
  const broken = async (): Promise<never> => {
    throw await failed;
  };
  return {
    seen,
    until: (n) => Promise.race([reached(n), broken()]),
    failed,
    stop: () => following.stop(),
  };
}
