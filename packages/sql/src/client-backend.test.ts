import {
  ClosedError,
  decodeIds,
  encodeIds,
  type JobId,
  type Query,
  type QueryReply,
  type QueryResult,
} from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { createClientBackend, type BackendClient } from './client-backend.ts';
import { jobRowWith } from './testing/table-backend.ts';

const ids = (...texts: readonly string[]): readonly JobId[] => texts as readonly JobId[];

function answering(
  answer: (query: Query) => QueryResult,
  positions: readonly number[] = [],
): BackendClient & { readonly queries: Query[] } {
  const queries: Query[] = [];
  return {
    user: 'maxroach',
    queries,
    query(query) {
      const position = positions[queries.length] ?? 1;
      queries.push(query);
      return Promise.resolve({ v: 1, ok: true, position, result: answer(query) });
    },
    command: () => Promise.reject(new ClosedError('the bus is closed')),
  };
}

const refusing: BackendClient = {
  user: 'root',
  query: () =>
    Promise.resolve<QueryReply>({
      v: 1,
      ok: false,
      error: { kind: 'unavailable', code: '08006', message: 'no coordinator answered' },
    }),
  command: () => Promise.reject(new Error('a bug')),
};

describe('a backend over a client', () => {
  it('puts the pages of an answer together, as old as the oldest of them', async () => {
    const client = answering(
      (query) =>
        'after' in query
          ? { kind: 'Jobs', rows: [jobRowWith({ job_id: '1' })] }
          : { kind: 'Jobs', rows: [jobRowWith({ job_id: '3' })], next: '3' },
      [41, 44],
    );
    const backend = createClientBackend(client);
    const rows = await backend.jobRows({ where: { status: 'running' }, scope: 'all' });
    expect(rows.map(({ job_id: id }) => id)).toEqual(['3', '1']);
    expect(backend.position).toBe(41);
    const base = { kind: 'Jobs', where: { status: 'running' }, scope: 'all' };
    expect(client.queries).toEqual([base, { ...base, after: '3' }]);
  });

  it('names the jobs it asks for, and asks for all only when no list is given', async () => {
    const client = answering(() => ({ kind: 'Jobs', rows: [] }));
    const backend = createClientBackend(client);
    await backend.jobRows({ ids: ids('7', '8') });
    await backend.jobRows({ ids: [] });
    await backend.jobRows({});
    expect(client.queries).toEqual([
      { kind: 'Jobs', idList: encodeIds(ids('7', '8')) },
      { kind: 'Jobs', idList: '' },
      { kind: 'Jobs' },
    ]);
  });

  it('asks for the jobs of schedules', async () => {
    const client = answering(() => ({ kind: 'Jobs', rows: [] }));
    await createClientBackend(client).jobRows({ schedules: ['5', '6'], scope: 'all' });
    expect(client.queries).toEqual([{ kind: 'Jobs', schedules: ['5', '6'], scope: 'all' }]);
  });

  it('puts the pages of a history together', async () => {
    const row = { at: 1, coordinator: 'c1', event: 'JobCreated', user: null, details: '{}' };
    const client = answering((query) =>
      'after' in query
        ? { kind: 'History', rows: [{ ...row, commit: 9 }] }
        : { kind: 'History', rows: [{ ...row, commit: 4 }], next: 4 },
    );
    const rows = await createClientBackend(client).history('7' as JobId);
    expect(rows.map(({ commit }) => commit)).toEqual([4, 9]);
    expect(client.queries).toEqual([
      { kind: 'History', job: '7' },
      { kind: 'History', job: '7', after: 4 },
    ]);
  });

  it('waits for one job as long as it is told', async () => {
    const client = answering(() => ({ kind: 'Settled', settled: false }));
    expect(await createClientBackend(client).endsWithin('7' as JobId, 250)).toBe(false);
    expect(client.queries).toEqual([{ kind: 'Settled', idList: encodeIds(ids('7')), waitMs: 250 }]);
  });

  it('asks for everything that is no job', async () => {
    const answers: Readonly<Record<string, QueryResult>> = {
      Catalog: { kind: 'Catalog', databases: [], tables: [] },
      TableContents: { kind: 'TableContents', table: null },
      Statistics: { kind: 'Statistics', statistics: [] },
      Schedules: { kind: 'Schedules', rows: [] },
      Users: { kind: 'Users', users: [{ name: 'max', controlJob: true }] },
    };
    const client = answering((query) => answers[query.kind]!);
    const backend = createClientBackend(client);
    expect(await backend.catalog()).toMatchObject({ databases: [], tables: [] });
    expect(await backend.contents(52)).toBeNull();
    expect(await backend.statistics(53)).toEqual([]);
    expect(await backend.schedules()).toEqual([]);
    expect(await backend.users()).toEqual([{ name: 'max', controlJob: true }]);
    expect(client.queries).toEqual([
      { kind: 'Catalog' },
      { kind: 'TableContents', table: 52 },
      { kind: 'Statistics', table: 53 },
      { kind: 'Schedules' },
      { kind: 'Users' },
    ]);
  });

  it('does not follow pages that lead nowhere', async () => {
    const backend = createClientBackend(
      answering(() => ({ kind: 'Jobs', rows: [jobRowWith({})], next: '3' })),
    );
    await expect(backend.jobRows({})).rejects.toMatchObject({ code: 'XX000' });
    const empty = createClientBackend(answering(() => ({ kind: 'Jobs', rows: [], next: '3' })));
    await expect(empty.jobRows({})).rejects.toMatchObject({ code: 'XX000' });
  });

  it('takes a million rows and no more', async () => {
    let left = 1_000_001;
    const page = Array.from({ length: 100_000 }, () => jobRowWith({}));
    const backend = createClientBackend(
      answering(() => {
        const rows = page.slice(0, left);
        left -= rows.length;
        return left > 0 ? { kind: 'Jobs', rows, next: String(left) } : { kind: 'Jobs', rows };
      }),
    );
    await expect(backend.jobRows({})).rejects.toMatchObject({
      code: '54000',
      message: 'the answer has more than 1000000 rows',
    });
  });

  it('throws the refusal of a query as SqlError', async () => {
    const backend = createClientBackend(refusing);
    const expected = { name: 'SqlError', code: '08006', message: 'no coordinator answered' };
    await expect(backend.jobRows({})).rejects.toMatchObject(expected);
    await expect(backend.settings()).rejects.toMatchObject(expected);
    await expect(backend.ended(ids('1'))).rejects.toMatchObject(expected);
  });

  it('tells a closed connection from a bug', async () => {
    const command = { kind: 'SetSetting', name: 'a', value: 1 } as const;
    const closed = createClientBackend(answering(() => ({ kind: 'Jobs', rows: [] })));
    await expect(closed.command(command, '')).rejects.toMatchObject({
      name: 'SqlError',
      code: '08006',
      message: 'the bus is closed',
    });
    await expect(createClientBackend(refusing).command(command, '')).rejects.toThrow('a bug');
  });

  it('sends the statement along with a command', async () => {
    const sent: unknown[] = [];
    const backend = createClientBackend({
      ...answering(() => ({ kind: 'Jobs', rows: [] })),
      command: (...given) => {
        sent.push(given);
        return Promise.resolve({ v: 1, requestId: 'r', ok: true, kind: 'done', position: 1 });
      },
    });
    const command = { kind: 'SetSetting', name: 'a', value: 1 } as const;
    await backend.command(command, 'SET CLUSTER SETTING a = _');
    expect(sent).toEqual([[command, { statement: 'SET CLUSTER SETTING a = _' }]]);
  });

  it('waits as often as it takes, for many jobs in several lists', async () => {
    let rounds = 0;
    const client = answering(() => ({ kind: 'Settled', settled: ++rounds % 3 === 0 }));
    const many = Array.from({ length: 10_001 }, (_, i) => String(i + 1));
    await createClientBackend(client).ended(ids(...many));
    const lists = client.queries.map((query) =>
      query.kind === 'Settled' ? decodeIds(query.idList).length : 0,
    );
    expect(lists).toEqual([10_000, 10_000, 10_000, 1, 1, 1]);
  });

  it('gives up waiting after a day', async () => {
    const client = answering(() => ({ kind: 'Settled', settled: false }));
    await expect(createClientBackend(client).ended(ids('1'))).rejects.toMatchObject({
      code: '55000',
      message: 'timed out waiting for jobs',
    });
    const waited = client.queries.reduce(
      (sum, query) => sum + (query.kind === 'Settled' ? query.waitMs : 0),
      0,
    );
    expect(waited).toBe(24 * 3600 * 1000);
  });
});
