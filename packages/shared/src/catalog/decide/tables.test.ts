import { describe, expect, it } from 'vitest';
import type { Command } from '../../cluster/commands.ts';
import { idsOf, NOW } from '../../testing/decider-spec.ts';
import { dataCluster, refusalOf, type DataCluster } from '../../testing/data-cluster.ts';
import {
  column,
  createRestore,
  createTable,
  dropTables,
  ID,
  insert,
  layer,
  renameTable,
  restoreOf,
} from '../../testing/data-commands.ts';
import { nextJobId } from '../../job/job-id.ts';
import { COLUMNS_MAX } from '../descriptor.ts';

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
