// The history of a job out of a memory log that a coordinator's replica has folded.
import {
  COMMIT_VERSION,
  createManualClock,
  createMemoryEventLog,
  encodeIds,
  type ClusterEvent,
  type EventLog,
  type HistoryRow,
  type JobId,
  type QueryResult,
  type Refusal,
} from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { createHistory, type HistoryOptions } from './history.ts';
import { createReplica } from './replica.ts';

const T0 = 1_767_225_600_000;
const JOB = '77' as JobId;
const BY = { user: 'ann', statement: 'CANCEL JOB _' };
const jobs = encodeIds([JOB]);
const created: ClusterEvent = {
  type: 'JobCreated',
  jobs: encodeIds(['76' as JobId, JOB]),
  jobType: 'copy',
  details: ['a secret', 'a secret'],
  by: BY,
  description: 'copies',
};
const claimed: ClusterEvent = { type: 'JobClaimed', jobs, session: 'S1' };
const noise: ClusterEvent = { type: 'LeaderElected', leader: 'c1', term: 1 };
const progressed = (fraction: number): ClusterEvent => ({ type: 'JobProgressed', jobs, fraction });

type Reply = QueryResult | Refusal;

/** One commit a minute with these events each. */
async function historyOf(
  commits: readonly (readonly ClusterEvent[])[],
  options: Partial<HistoryOptions> = {},
): Promise<{ ask: (after?: number, job?: string) => Promise<Reply>; log: EventLog }> {
  const log = createMemoryEventLog();
  const replica = createReplica(log);
  let prev = '';
  for (const [index, events] of commits.entries()) {
    const n = index + 1;
    const at = T0 + n * 60_000;
    const commit = { v: COMMIT_VERSION, n, id: `c${n}`, prev, at, by: 'c1', events } as const;
    const appended = await log.append(commit);
    if (appended.outcome !== 'ok') throw new Error(appended.outcome);
    prev = appended.hash;
  }
  await replica.catchUp();
  const clock = createManualClock();
  const history = createHistory({ log, state: replica.state, clock, ...options });
  const ask = (after?: number, job: string = JOB): Promise<Reply> =>
    history({ kind: 'History', job, ...(after === undefined ? {} : { after }) });
  return { ask, log };
}

function rowsOf(reply: Reply): readonly HistoryRow[] {
  if ('code' in reply || reply.kind !== 'History') throw new Error(JSON.stringify(reply));
  return reply.rows;
}

const said = ({ commit, event, user, details }: HistoryRow): readonly unknown[] => [
  commit,
  event,
  user,
  details,
];

describe('the history of a job', () => {
  it('is what its events say, oldest first, and nothing of others', async () => {
    const { ask } = await historyOf([
      [noise],
      [created, claimed, { type: 'JobClaimed', jobs: encodeIds(['76' as JobId]), session: 'S2' }],
      [noise],
      [{ type: 'JobCancelRequested', jobs: encodeIds(['76' as JobId, JOB]), by: BY, reason: 'no' }],
      [{ type: 'JobReverting', jobs, cause: { kind: 'canceled' } }],
      [{ type: 'JobCanceled', jobs }],
      [noise],
    ]);
    const reply = await ask();
    expect(rowsOf(reply).map(said)).toEqual([
      [2, 'JobCreated', 'ann', '{"jobType":"copy","description":"copies"}'],
      [2, 'JobClaimed', null, '{"session":"S1"}'],
      [4, 'JobCancelRequested', 'ann', '{"reason":"no"}'],
      [5, 'JobReverting', null, '{"cause":{"kind":"canceled"}}'],
      [6, 'JobCanceled', null, '{}'],
    ]);
    expect(rowsOf(reply)[0]).toMatchObject({ at: T0 + 120_000, coordinator: 'c1' });
    expect(reply).not.toHaveProperty('next');
  });

  it('holds what the job has brought about in the catalog', async () => {
    const database = { id: 52, name: 'bank', owner: 'ann', job: JOB };
    const { ask } = await historyOf([
      [created, claimed],
      [{ type: 'DatabaseCreated', database, job: JOB }, progressed(0.5)],
      [{ type: 'DatabaseCreated', database: { ...database, id: 53 }, by: BY }],
    ]);
    expect(rowsOf(await ask()).map(({ event }) => event)).toEqual([
      'JobCreated',
      'JobClaimed',
      'DatabaseCreated',
      'JobProgressed',
    ]);
  });

  it('never tells details or checkpoints, nor anything at length', async () => {
    const error = 'x'.repeat(20_000);
    const { ask } = await historyOf([
      [created, claimed],
      [{ type: 'JobProgressed', jobs, checkpoint: { token: 'a secret' } }],
      [{ type: 'JobAttemptFailed', jobs, error }],
    ]);
    const rows = rowsOf(await ask());
    expect(JSON.stringify(rows)).not.toContain('a secret');
    expect(rows.map(({ details }) => details).slice(2)).toEqual([
      '{"checkpoint":"20 characters"}',
      '{"leftOut":"20012 characters"}',
    ]);
  });

  it('of a BACKUP goes on until its manifest is stored', async () => {
    const backup = { uri: 'u', subdir: 's', sha256: 'd', rows: 1, bytes: 1 };
    const { ask } = await historyOf([
      [{ ...created, jobType: 'BACKUP' }, claimed],
      [
        { type: 'BackupCompleted', job: JOB, ...backup },
        { type: 'JobSucceeded', jobs },
      ],
      [noise],
      [{ type: 'BackupPublished', job: JOB }],
    ]);
    expect(rowsOf(await ask()).at(-1)).toMatchObject({ commit: 4, event: 'BackupPublished' });
  });

  it('of a job nobody knows is empty', async () => {
    const { ask } = await historyOf([[created]]);
    expect(await ask(undefined, '99')).toEqual({ kind: 'History', rows: [] });
    expect(await ask(undefined, '-1')).toEqual({ kind: 'History', rows: [] });
  });

  it('begins with the job, however long the log before it is', async () => {
    const before = Array.from({ length: 1000 }, () => [noise]);
    const { ask, log } = await historyOf([...before, [created], [noise]]);
    let read = 0;
    const original = log.read.bind(log);
    Object.assign(log, {
      async *read(from: number) {
        for await (const recorded of original(from)) {
          read++;
          yield recorded;
        }
      },
    });
    expect(rowsOf(await ask()).length).toBe(1);
    expect(read).toBeLessThanOrEqual(2);
  });
});

describe('a page of a history', () => {
  async function pagesOf(ask: (after?: number) => Promise<Reply>): Promise<HistoryRow[][]> {
    const pages: HistoryRow[][] = [];
    for (let after: number | undefined; ;) {
      const reply = await ask(after);
      pages.push([...rowsOf(reply)]);
      after = (reply as { readonly next?: number }).next;
      if (after === undefined) return pages;
    }
  }

  it('has 500 rows at most, also when one commit has more', async () => {
    const steps = Array.from({ length: 700 }, (_, i) => progressed(i / 1000));
    const { ask } = await historyOf([[created, claimed], steps, steps, [noise]]);
    const pages = await pagesOf(ask);
    expect(pages.map((rows) => rows.length)).toEqual([500, 500, 402]);
    const fractions = pages
      .flat()
      .slice(2)
      .map(({ details }) => details);
    const expected = steps.map((_, i) => JSON.stringify({ fraction: i / 1000 }));
    expect(fractions).toEqual([...expected, ...expected]);
  });

  it('ends after a bounded piece of the log, and the next one goes on behind it', async () => {
    const { ask } = await historyOf([[created, claimed], [noise], [progressed(0.5)], [noise]], {
      commitsMax: 2,
    });
    expect((await pagesOf(ask)).map((rows) => rows.length)).toEqual([2, 1]);
  });

  it('that would be empty is asked for again, and each time goes on further behind', async () => {
    const silence = Array.from({ length: 5 }, () => [noise]);
    const { ask } = await historyOf([[created, claimed], ...silence, [progressed(0.5)]], {
      commitsMax: 2,
    });
    const first = await ask();
    const after = (first as { readonly next?: number }).next;
    const refusals: string[] = [];
    let reply = await ask(after);
    for (; 'code' in reply; reply = await ask(after)) {
      expect(reply.kind).toBe('unavailable');
      refusals.push(reply.message);
    }
    expect(refusals).toEqual([
      'the log has been read up to commit 4 without an answer',
      'the log has been read up to commit 6 without an answer',
    ]);
    expect(rowsOf(reply).map(({ commit }) => commit)).toEqual([7]);
  });
});
