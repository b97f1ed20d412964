import { describe, expect, it } from 'vitest';
import type { Command } from '../../cluster/commands.ts';
import type { JobId } from '../../job/job-id.ts';
import { ask } from '../../testing/decider-spec.ts';
import { dataCluster, refusalOf, type DataCluster } from '../../testing/data-cluster.ts';
import {
  createBackup,
  createDatabase,
  createRestore,
  createStatistics,
  createTable,
  dropDatabase,
  dropTables,
  ID,
  insert,
  layer,
  renameDatabase,
  renameTable,
  restoreOf,
  tableName,
} from '../../testing/data-commands.ts';
import type { RestoreDetails } from '../job-details.ts';

const PREPARE = { kind: 'progress', effect: { kind: 'prepare' } } as const;
const OLD = restoreOf(['old', 'void'], ['old.a', 'old.b', 'shop.c']);

/** A RESTORE of `old` with two tables, of the empty `void` and of shop.c. */
function created(details = OLD): { readonly cluster: DataCluster; readonly job: JobId } {
  const cluster = dataCluster();
  const job = cluster.makes(createRestore(details));
  return { cluster, job };
}

function prepared(details = OLD): ReturnType<typeof created> {
  const made = created(details);
  made.cluster.works(made.job, PREPARE);
  return made;
}

describe('RESTORE', () => {
  it('makes a job, and nothing else yet', () => {
    const { cluster, job } = created();
    expect(cluster.words).toEqual(['JobCreated RESTORE']);
    expect(cluster.job(job)).toMatchObject({
      details: OLD,
      description: 'RESTORE DATABASE bank',
      cancelable: true,
    });
    expect(cluster.databases).toEqual(['bank', 'defaultdb', 'postgres', 'shop']);
  });

  const long = 'x'.repeat(129);
  const table = (database: string, name: string): RestoreDetails => ({
    ...restoreOf([], []),
    tables: [{ database, table: name, columns: [ID], rows: 0, bytes: 0, index: 0 }],
  });
  it.each<[string, RestoreDetails, string, string]>([
    ['nothing', restoreOf([], []), '22023', 'the backup holds nothing of what is to be restored'],
    [
      'a database that is there',
      restoreOf(['bank'], []),
      '42P04',
      'database "bank" already exists',
    ],
    [
      'two databases of one name',
      restoreOf(['a', 'a'], []),
      '42P04',
      'database "a" already exists',
    ],
    ['a database without a name', restoreOf([''], []), '42602', 'empty name'],
    ['a long name', restoreOf([long], []), '42622', 'a name may have 128 characters'],
    [
      'a table that is there',
      restoreOf([], ['shop.a', 'bank.loans']),
      '42P07',
      'relation "bank.public.loans" already exists',
    ],
    [
      'two tables of one name',
      restoreOf(['a'], ['a.t', 'a.t']),
      '42P07',
      'relation "a.public.t" already exists',
    ],
    ['a table in no database', restoreOf([], ['zoo.t']), '3D000', 'database "zoo" does not exist'],
    ['a table without a name', table('shop', ''), '42602', 'empty name'],
    ['a table of a long name', table('shop', long), '42622', 'a name may have 128 characters'],
  ])('of %s is refused', (_what, details, code, message) => {
    expect(refusalOf(dataCluster(), createRestore(details))).toEqual([code, message]);
  });

  it('may be asked for twice: whoever prepares first has the names', () => {
    const { cluster, job } = created();
    const second = cluster.makes(createRestore(OLD));
    cluster.works(second, PREPARE);
    const before = cluster.tables;
    expect(cluster.works(job, PREPARE)).toEqual({
      ok: true,
      kind: 'reported',
      stale: [],
      refused: [[0, 'database "old" already exists']],
    });
    expect(cluster.newest).toEqual([]);
    expect(cluster.tables).toEqual(before);
    expect(cluster.job(job)).toMatchObject({ place: 'forward.running', fraction: 0 });
    cluster.works(job, { kind: 'failed', error: 'refused', mark: 'permanent' });
    cluster.works(job, { kind: 'reverted', effect: { kind: 'drop' } });
    expect(cluster.words).toEqual([`JobFailed ${job}`]);
    expect(cluster.tables).toEqual(before);
  });

  it('cannot be prepared where its database has gone meanwhile', () => {
    const { cluster, job } = created(restoreOf([], ['shop.c']));
    cluster.does(dropDatabase('shop'));
    expect(cluster.works(job, { ...PREPARE, fraction: 0.5 })).toMatchObject({
      refused: [[0, 'database "shop" does not exist']],
    });
    expect(cluster.job(job).fraction).toBe(0);
  });
});

describe('a prepared RESTORE', () => {
  it('has databases and offline tables of its own, made in one commit', () => {
    const { cluster, job } = prepared();
    expect(cluster.words).toEqual([
      'DatabaseCreated old',
      'DatabaseCreated void',
      'TableCreated a',
      'TableCreated b',
      'TableCreated c',
      `JobProgressed ${job}`,
    ]);
    expect(cluster.database('old')).toMatchObject({ owner: 'root', job });
    expect(cluster.database('shop').job).toBeNull();
    expect(cluster.tables.filter((name) => name.includes('offline'))).toEqual([
      'old.a (offline)',
      'old.b (offline)',
      'shop.c (offline)',
    ]);
    expect(cluster.table('old.a')).toMatchObject({ state: 'offline', job, columns: [ID] });
  });

  it('prepared again does nothing more, even when its databases were renamed', () => {
    const { cluster, job } = prepared();
    cluster.does(renameDatabase('old', 'older'));
    const { tables, databases } = cluster;
    cluster.works(job, { ...PREPARE, fraction: 0.2 });
    expect(cluster.words).toEqual([`JobProgressed ${job}`]);
    expect([cluster.tables, cluster.databases]).toEqual([tables, databases]);
  });

  it.each<[string, Command]>([
    ['DROP', dropTables(['old.a'])],
    ['DROP IF EXISTS', dropTables(['old.a'], true)],
    ['RENAME', renameTable('old.a', 'z')],
    ['INSERT', insert('old.a', 58, { rows: [[1]] })],
    ['CREATE STATISTICS', createStatistics('old.a')],
    ['BACKUP', createBackup({ tables: [tableName('old.a')] })],
  ])('has its tables for itself: %s is refused', (_what, command) => {
    const { cluster, job } = prepared();
    expect(cluster.run(command)).toMatchObject({
      events: [],
      answer: {
        refusal: {
          code: '55000',
          message: 'relation "a" is offline: restoring',
          hint: `Job ${job} is filling it: wait for it, or cancel it.`,
        },
      },
    });
  });

  it('lets others make tables in its databases', () => {
    const { cluster } = prepared();
    cluster.does(createTable('old.mine'), insert('old.mine', 61, { rows: [[1]] }));
    expect(cluster.table('old.mine')).toMatchObject({ state: 'public', inline: [[1]] });
  });

  it('publishes everything in the commit of its success', () => {
    const { cluster, job } = prepared();
    cluster.does(renameDatabase('old', 'older'), createTable('older.mine'));
    cluster.works(job, {
      kind: 'succeeded',
      effect: {
        kind: 'publish',
        tables: [
          { index: 2, layers: [layer('c')] },
          { index: 1, layers: [layer('b')] },
          { index: 0, layers: [layer('a', 3), layer('a2', 7)] },
        ],
      },
    });
    expect(cluster.words).toEqual(['TablesPublished 58 59 60', `JobSucceeded ${job}`]);
    expect(cluster.status(job)).toBe('succeeded');
    expect(cluster.table('older.a')).toMatchObject({
      id: 58,
      state: 'public',
      job: null,
      layers: [layer('a', 3), layer('a2', 7)],
      written: 10,
    });
    expect(cluster.table('older.b')).toMatchObject({ state: 'public', layers: [layer('b')] });
    expect(cluster.table('shop.c')).toMatchObject({ state: 'public', layers: [layer('c')] });
    expect(cluster.database('older').job).toBeNull();
    expect(cluster.database('void').job).toBeNull();
    cluster.does(dropTables(['older.a']), dropDatabase('void'));
  });

  it('publishes a database without tables', () => {
    const { cluster, job } = prepared(restoreOf(['void'], []));
    cluster.works(job, { kind: 'succeeded', effect: { kind: 'publish', tables: [] } });
    expect(cluster.words).toEqual(['TablesPublished', `JobSucceeded ${job}`]);
    expect(cluster.database('void').job).toBeNull();
  });

  it('publishes nothing when a pause or a cancel is asked for', () => {
    const effect = { kind: 'publish', tables: [] } as const;
    for (const [verb, event] of [
      ['pause', 'JobPaused'],
      ['cancel', 'JobReverting'],
    ] as const) {
      const { cluster, job } = prepared();
      cluster.does(ask(verb, job));
      cluster.works(job, { kind: 'succeeded', effect });
      expect(cluster.words).toEqual([`${event} ${job}`]);
      expect(cluster.table('old.a').state).toBe('offline');
    }
  });
});

it('a RESTORE that has prepared nothing does not succeed by saying that it publishes', () => {
  const { cluster, job } = created();
  const said = { kind: 'succeeded', effect: { kind: 'publish', tables: [] } } as const;
  cluster.works(job, said);
  expect(cluster.words).toEqual([`JobReverting ${job}`]);
  expect(cluster.job(job).error).toBe(`job ${job} has prepared nothing`);
});

it.each([
  ['none of a table', []],
  ['fewer than the backup has', [{ index: 0, layers: [layer('a', 9)] }]],
])('a RESTORE that brings back %s fails, and takes back what it made', (_, tables) => {
  const { cluster, job } = prepared(restoreOf(['old'], ['old.a']));
  cluster.works(job, { kind: 'succeeded', effect: { kind: 'publish', tables } });
  expect(cluster.words).toEqual([`JobReverting ${job}`]);
  expect(cluster.job(job).error).toMatch(/^table "a" has 10 rows in the backup, [09] came back$/);
  cluster.works(job, { kind: 'reverted', effect: { kind: 'drop' } });
  expect(cluster.status(job)).toBe('failed');
  expect(cluster.table('old.a')).toBeUndefined();
});

it.each(['succeeded', 'reverted'] as const)(
  'a RESTORE that says "%s" and nothing of its tables leaves none of them offline',
  (kind) => {
    const { cluster, job } = prepared(restoreOf(['old'], ['old.a']));
    if (kind === 'reverted') cluster.works(job, { kind: 'failed', error: 'disk' });
    cluster.works(job, { kind });
    expect(cluster.words.filter((word) => word.startsWith('TableDropped'))).toHaveLength(1);
    expect(cluster.active('SCHEMA CHANGE GC')).toHaveLength(1);
  },
);

it('what a refused effect would have done is not seen by the reports behind it', () => {
  const { cluster, job } = created();
  const other = cluster.makes(createRestore(restoreOf(['x'], ['x.t'])));
  cluster.works(job);
  cluster.works(other);
  cluster.does(createDatabase('old'));
  const { answer, events } = cluster.run({
    kind: 'Report',
    session: cluster.job(job).session!,
    reports: [
      { job, fence: 1, ...PREPARE },
      { job: other, fence: 1, ...PREPARE },
      { job, fence: 9, ...PREPARE },
    ],
  });
  expect(answer).toMatchObject({ stale: [2], refused: [[0, 'database "old" already exists']] });
  expect(events).toHaveLength(3);
  expect(cluster.words).toEqual(['DatabaseCreated x', 'TableCreated t', `JobProgressed ${other}`]);
});
