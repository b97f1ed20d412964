import { describe, expect, it } from 'vitest';
import type { Json } from '../../json.ts';
import type { Command } from '../../cluster/commands.ts';
import { idsOf, NOW } from '../../testing/decider-spec.ts';
import { dataCluster, refusalOf, type DataCluster } from '../../testing/data-cluster.ts';
import {
  column,
  createDatabase,
  createRestore,
  createTable,
  dropTables,
  ID,
  insert,
  layer,
  renameTable,
  restoreOf,
  tableName,
} from '../../testing/data-commands.ts';
import { nextJobId } from '../../job/job-id.ts';
import { COLUMNS_MAX, INLINE_BYTES_MAX, LAYERS_MAX } from '../descriptor.ts';

const job = nextJobId(null, NOW);

/** A RESTORE fills the offline table bank.old. */
function restoring(): DataCluster {
  const cluster = dataCluster();
  const restore = cluster.makes(createRestore(restoreOf([], ['bank.old'])));
  cluster.works(restore, { kind: 'progress', effect: { kind: 'prepare' } });
  return cluster;
}

describe('CREATE TABLE', () => {
  it('makes an empty table that everybody may use', () => {
    const cluster = dataCluster();
    const columns = [ID, column('name', { type: 'STRING' })];
    cluster.does(createTable('shop.goods', { columns, by: { user: 'anna' } }));
    expect(cluster.words).toEqual(['TableCreated goods']);
    expect(cluster.table('shop.goods')).toEqual({
      id: 56,
      database: 55,
      name: 'goods',
      columns,
      owner: 'anna',
      state: 'public',
      job: null,
      layers: [],
      inline: [],
      inlineBytes: 0,
      written: 0,
      statisticsFrom: 0,
    });
  });

  it('IF NOT EXISTS does nothing where there is one, even one that is being restored', () => {
    const there = { ifNotExists: true };
    expect(restoring().does(createTable('bank.loans', there)).newest).toEqual([]);
    expect(restoring().does(createTable('bank.old', there)).newest).toEqual([]);
  });

  it('takes a name that another database has, and one whose table was dropped', () => {
    const cluster = dataCluster().does(createTable('shop.loans'), dropTables(['bank.loans']));
    cluster.does(createTable('bank.loans'));
    expect(cluster.tables).toEqual([
      'bank.accounts',
      'bank.loans',
      'bank.loans (dropped)',
      'shop.loans',
    ]);
  });

  it('takes as many columns as a table may have', () => {
    const columns = Array.from({ length: COLUMNS_MAX }, (_, i) => column(`c${i}`));
    dataCluster().does(createTable('shop.wide', { columns }));
    expect(COLUMNS_MAX).toBe(200);
  });

  const wide = Array.from({ length: COLUMNS_MAX + 1 }, (_, i) => column(`c${i}`));
  const table = (name: string, columns = [ID]): Command => {
    return createTable(`shop.${name}`, { columns });
  };
  it.each<[Command, string, string]>([
    [createTable('zoo.t'), '3D000', 'database "zoo" does not exist'],
    [createTable('zoo.t', { ifNotExists: true }), '3D000', 'database "zoo" does not exist'],
    [createTable('bank.loans'), '42P07', 'relation "bank.public.loans" already exists'],
    [createTable('bank.old'), '42P07', 'relation "bank.public.old" already exists'],
    [table(''), '42602', 'empty name'],
    [table('x'.repeat(129)), '42622', 'a name may have 128 characters'],
    [table('t', []), '42601', 'a table needs at least one column'],
    [table('t', wide), '54011', 'a table may have 200 columns'],
    [table('t', [ID, column('')]), '42602', 'empty name'],
    [table('t', [ID, ID]), '42701', 'duplicate column name: "id"'],
  ])('is refused: %#, %s %s', (command, code, message) => {
    const cluster = restoring();
    expect(refusalOf(cluster, command)).toEqual([code, message]);
  });
});

describe('DROP TABLE', () => {
  it('frees the names, and one GC job that nobody can cancel clears the data', () => {
    const cluster = dataCluster();
    cluster.does(insert('bank.loans', 54, { layer: layer('m1') }));
    cluster.does(dropTables(['bank.loans', 'bank.accounts']));
    expect(cluster.words).toEqual([
      'TableDropped 54',
      'TableDropped 53',
      'JobCreated SCHEMA CHANGE GC',
    ]);
    expect(cluster.job(job)).toMatchObject({
      description: 'GC for DROP TABLE bank.public.loans, bank.public.accounts',
      cancelable: false,
      details: {
        tables: [
          { id: 54, layers: [layer('m1')] },
          { id: 53, layers: [] },
        ],
        job: null,
        droppedIn: cluster.state.n,
      },
    });
    const cancel = { kind: 'ControlJobs', verb: 'cancel', jobs: idsOf(job), by: { user: 'root' } };
    const [, message] = refusalOf(cluster, cancel as Command);
    expect(message).toBe(`job ${job}: not cancelable`);
    cluster.does(createTable('bank.loans'));
  });

  it('of one named twice drops it once', () => {
    const cluster = dataCluster().does(dropTables(['bank.loans', 'bank.loans']));
    expect(cluster.words).toEqual(['TableDropped 54', 'JobCreated SCHEMA CHANGE GC']);
  });

  it('IF EXISTS drops those that are there', () => {
    const cluster = dataCluster().does(dropTables(['bank.x', 'zoo.y', 'bank.loans'], true));
    expect(cluster.words).toEqual(['TableDropped 54', 'JobCreated SCHEMA CHANGE GC']);
    expect(cluster.does(dropTables(['bank.x', 'bank.loans'], true)).newest).toEqual([]);
  });

  it('clears their descriptors and statistics when the GC job succeeds, and not before', () => {
    const cluster = dataCluster().does(dropTables(['bank.loans', 'bank.accounts']));
    cluster.works(job);
    expect(cluster.tables).toHaveLength(2);
    cluster.works(job, { kind: 'succeeded', effect: { kind: 'cleared' } });
    expect(cluster.words).toEqual(['TablesCleared 54 53', `JobSucceeded ${job}`]);
    expect(cluster.tables).toEqual([]);
  });

  const offline = 'relation "old" is offline: restoring';
  it.each<[Command, string, string]>([
    [dropTables(['bank.x']), '42P01', 'relation "bank.public.x" does not exist'],
    [dropTables(['bank.loans', 'zoo.x']), '42P01', 'relation "zoo.public.x" does not exist'],
    [dropTables(['bank.old']), '55000', offline],
    [dropTables(['bank.loans', 'bank.old'], true), '55000', offline],
  ])('is refused as a whole: %#, %s %s', (command, code, message) => {
    expect(refusalOf(restoring(), command)).toEqual([code, message]);
  });
});

describe('ALTER TABLE … RENAME', () => {
  it('changes the name alone', () => {
    const cluster = dataCluster();
    const before = cluster.table('bank.loans');
    cluster.does(renameTable('bank.loans', 'debts'));
    expect(cluster.words).toEqual(['TableRenamed 54']);
    expect(cluster.table('bank.debts')).toEqual({ ...before, name: 'debts' });
  });

  it('to its own name does nothing, and to one of another database it may be', () => {
    const cluster = dataCluster().does(renameTable('bank.loans', 'loans'));
    expect(cluster.newest).toEqual([]);
    cluster.does(createTable('shop.goods'), renameTable('shop.goods', 'loans'));
  });

  it.each<[Command, string, string]>([
    [renameTable('bank.x', 'y'), '42P01', 'relation "bank.public.x" does not exist'],
    [
      renameTable('bank.loans', 'accounts'),
      '42P07',
      'relation "bank.public.accounts" already exists',
    ],
    [renameTable('bank.loans', 'old'), '42P07', 'relation "bank.public.old" already exists'],
    [renameTable('bank.loans', ''), '42602', 'empty name'],
    [renameTable('bank.loans', 'x'.repeat(129)), '42622', 'a name may have 128 characters'],
    [renameTable('bank.old', 'new'), '55000', 'relation "old" is offline: restoring'],
  ])('is refused: %#, %s %s', (command, code, message) => {
    expect(refusalOf(restoring(), command)).toEqual([code, message]);
  });
});

describe('INSERT', () => {
  it('keeps rows in the log and layers beside them, in the order they came', () => {
    const cluster = dataCluster();
    cluster.does(
      insert('bank.loans', 54, { rows: [[1], [2]] }),
      insert('bank.loans', 54, { layer: layer('m1', 500) }),
      insert('bank.loans', 54, { rows: [[3]], layer: layer('m2', 7) }),
    );
    expect(cluster.newest).toEqual([
      { type: 'RowsInserted', table: 54, rows: [[3]], layer: layer('m2', 7), by: { user: 'root' } },
    ]);
    expect(cluster.table('bank.loans')).toMatchObject({
      layers: [layer('m1', 500), layer('m2', 7)],
      inline: [[1], [2], [3]],
      inlineBytes: '[[1],[2]]'.length + '[[3]]'.length,
      written: 510,
    });
  });

  it('of nothing does nothing', () => {
    expect(dataCluster().does(insert('bank.loans', 54, { rows: [] })).newest).toEqual([]);
  });

  it('fills the log up to its limit and not past it; a layer still goes', () => {
    const cluster = dataCluster();
    const wide = createTable('shop.t', { columns: [column('text', { type: 'STRING' })] });
    cluster.does(wide);
    const rows = [['x'.repeat(INLINE_BYTES_MAX - '[[""]]'.length)]];
    cluster.does(insert('shop.t', 56, { rows }));
    expect(cluster.table('shop.t').inlineBytes).toBe(INLINE_BYTES_MAX);
    expect(refusalOf(cluster, insert('shop.t', 56, { rows: [['']] }))).toEqual([
      '54000',
      'the rows of small INSERTs that the log keeps for one table are full; write them as a layer',
    ]);
    cluster.does(insert('shop.t', 56, { layer: layer('m1') }));
  });

  it('takes layers up to their limit', () => {
    const cluster = dataCluster();
    for (let i = 1; i < LAYERS_MAX; i++) {
      cluster.batch([[insert('bank.loans', 54, { layer: layer(`m${i}`, 1) })]]);
    }
    cluster.does(insert('bank.loans', 54, { layer: layer('the last', 1) }));
    expect(cluster.table('bank.loans').layers).toHaveLength(1000);
    expect(refusalOf(cluster, insert('bank.loans', 54, { layer: layer('one more') }))).toEqual([
      '54000',
      'table "loans" was written to 1000 times',
    ]);
    cluster.does(insert('bank.loans', 54, { rows: [[1]] }));
  });

  it('is refused for a table that has been replaced, and the caller may select again', () => {
    const cluster = dataCluster().does(dropTables(['bank.loans']), createTable('bank.loans'));
    const { answer } = cluster.run(insert('bank.loans', 54, { rows: [[1]] }));
    expect(answer).toEqual({
      ok: false,
      refusal: {
        kind: 'changed',
        code: '40001',
        message: 'restart transaction: table "loans" was replaced meanwhile',
      },
    });
    expect(cluster.table('bank.loans').inline).toEqual([]);
  });

  it.each<[Command, string, string]>([
    [insert('bank.x', 54, { rows: [[1]] }), '42P01', 'relation "bank.public.x" does not exist'],
    [insert('bank.old', 56, { rows: [[1]] }), '55000', 'relation "old" is offline: restoring'],
    [
      insert('bank.old', 56, { layer: layer('m') }),
      '55000',
      'relation "old" is offline: restoring',
    ],
    [insert('bank.loans', 54, { rows: [[1], []] }), '22023', 'rows of table "loans" need 1 values'],
    [insert('bank.loans', 54, { rows: [[1, 2]] }), '22023', 'rows of table "loans" need 1 values'],
  ])('is refused: %#, %s %s', (command, code, message) => {
    expect(refusalOf(restoring(), command)).toEqual([code, message]);
  });

  it.each<[Json, string, RegExp]>([
    ['x', '42804', /^a row does not fit table "loans": /],
    [1.5, '42804', /^a row does not fit table "loans": /],
    [{ id: 1 }, '42804', /^a row does not fit table "loans": /],
  ])(
    'is refused with %j in an INT8 column, which would break every reader',
    (value, code, text) => {
      const [found, message] = refusalOf(
        dataCluster(),
        insert('bank.loans', 54, { rows: [[value]] }),
      );
      expect(found).toBe(code);
      expect(message).toMatch(text);
    },
  );

  it('is refused when its objects are so old that the sweep may soon remove them', () => {
    // The first ten digits of a ULID are its time: 2026-01-01, an hour and less before.
    const at = (ulid: string): Command =>
      insert('bank.loans', 54, { layer: layer(`inserts/${ulid}/manifest`) });
    const cluster = dataCluster();
    expect(refusalOf(cluster, at(ulidAt(NOW - 3_000_001)))).toEqual([
      '54000',
      'the INSERT took more than 50 minutes',
    ]);
    cluster.does(at(ulidAt(NOW - 2_999_999)));
  });

  it('into a table that is not there after all says so, whoever has the id', () => {
    const cluster = dataCluster().does(createDatabase('zoo'), dropTables(['bank.loans']));
    const [code] = refusalOf(cluster, insert('zoo.loans', 54, { rows: [[1]] }));
    expect(code).toBe('42P01');
    expect(tableName('zoo.loans')).toEqual({ database: 'zoo', table: 'loans' });
  });
});

function ulidAt(ms: number): string {
  const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  let text = '';
  for (let rest = ms; text.length < 10; rest = Math.floor(rest / 32)) {
    text = digits[rest % 32]! + text;
  }
  return text + '0'.repeat(16);
}
