import { describe, expect, it } from 'vitest';
import type { Command } from '../../cluster/commands.ts';
import { NOW } from '../../testing/decider-spec.ts';
import { dataCluster, refusalOf } from '../../testing/data-cluster.ts';
import {
  createDatabase,
  createRestore,
  createTable,
  dropDatabase,
  renameDatabase,
  restoreOf,
} from '../../testing/data-commands.ts';
import { nextJobId } from '../../job/job-id.ts';

/** With a RESTORE under way that has made the database `old` with a table, and the empty `void`. */
function restoring() {
  const cluster = dataCluster();
  const job = cluster.makes(createRestore(restoreOf(['old', 'void'], ['old.t'])));
  cluster.works(job, { kind: 'progress', effect: { kind: 'prepare' } });
  return { cluster, job };
}

describe('a new cluster', () => {
  it('has the databases that every cluster has', () => {
    const { catalog } = dataCluster().state;
    expect([...catalog.databases.values()].slice(0, 2)).toEqual([
      { id: 50, name: 'defaultdb', owner: 'root', job: null },
      { id: 51, name: 'postgres', owner: 'root', job: null },
    ]);
  });
});

describe('CREATE DATABASE', () => {
  it('makes a database that belongs to who asked', () => {
    const cluster = dataCluster();
    cluster.does(createDatabase('zoo', { by: { user: 'anna' } }));
    expect(cluster.database('zoo')).toEqual({ id: 56, name: 'zoo', owner: 'anna', job: null });
    expect(cluster.newest).toEqual([
      { type: 'DatabaseCreated', database: cluster.database('zoo'), by: { user: 'anna' } },
    ]);
  });

  it('never gives an id twice, not even that of a dropped one or within one commit', () => {
    const cluster = dataCluster();
    cluster.does(createDatabase('a'), dropDatabase('a'));
    cluster.batch([[createDatabase('a')], [createDatabase('b')], [createTable('b.t')]]);
    expect(cluster.database('a').id).toBe(57);
    expect(cluster.database('b').id).toBe(58);
    expect(cluster.table('b.t').id).toBe(59);
  });

  it('takes a name as soon as it is free, and a long one too', () => {
    const cluster = dataCluster().does(dropDatabase('shop'), createDatabase('shop'));
    cluster.does(createDatabase('x'.repeat(128)));
    expect(cluster.databases).toContain('x'.repeat(128));
  });

  it('IF NOT EXISTS does nothing where there is one', () => {
    const cluster = dataCluster().does(createDatabase('bank', { ifNotExists: true }));
    expect(cluster.newest).toEqual([]);
  });
});

describe('DROP DATABASE', () => {
  it('of an empty one leaves no work to a GC job', () => {
    const cluster = dataCluster().does(dropDatabase('shop'));
    expect(cluster.words).toEqual(['DatabaseDropped 55']);
    expect(cluster.databases).toEqual(['bank', 'defaultdb', 'postgres']);
  });

  it('CASCADE drops its tables, and one GC job clears them all', () => {
    const cluster = dataCluster().does(dropDatabase('bank', { cascade: true }));
    expect(cluster.words).toEqual([
      'TableDropped 53',
      'TableDropped 54',
      'DatabaseDropped 52',
      'JobCreated SCHEMA CHANGE GC',
    ]);
    expect(cluster.job(nextJobId(null, NOW))).toMatchObject({
      type: 'SCHEMA CHANGE GC',
      cancelable: false,
      owner: 'root',
      description: 'GC for DROP DATABASE bank',
      details: {
        tables: [
          { id: 53, layers: [] },
          { id: 54, layers: [] },
        ],
        job: null,
        droppedIn: cluster.state.n,
      },
    });
    expect(cluster.tables).toEqual(['?.accounts (dropped)', '?.loans (dropped)']);
  });

  it('does not see tables that were dropped before', () => {
    const cluster = dataCluster().does(dropDatabase('bank', { cascade: true }));
    cluster.does(createDatabase('bank'), dropDatabase('bank'));
    expect(cluster.words).toEqual(['DatabaseDropped 56']);
  });

  it('IF EXISTS does nothing where there is none', () => {
    expect(dataCluster().does(dropDatabase('zoo', { ifExists: true })).newest).toEqual([]);
  });

  it('is refused while a job restores into it, and says which', () => {
    const { cluster, job } = restoring();
    const hint = `Job ${job} is restoring into it: wait for it, or cancel it.`;
    for (const name of ['old', 'void']) {
      const { answer } = cluster.run(dropDatabase(name, { cascade: true }));
      expect(answer).toMatchObject({ refusal: { hint } });
    }
  });
});

describe('ALTER DATABASE … RENAME', () => {
  it('changes the name alone', () => {
    const cluster = dataCluster();
    const before = cluster.database('bank');
    cluster.does(renameDatabase('bank', 'banks'));
    expect(cluster.words).toEqual(['DatabaseRenamed 52']);
    expect(cluster.database('banks')).toEqual({ ...before, name: 'banks' });
    expect(cluster.tables).toEqual(['banks.accounts', 'banks.loans']);
    cluster.does(createDatabase('bank'));
  });

  it('to its own name does nothing', () => {
    expect(dataCluster().does(renameDatabase('bank', 'bank')).newest).toEqual([]);
  });
});

describe('refused, with the SQLSTATE', () => {
  const long = 'x'.repeat(129);
  it.each<[Command, string, string]>([
    [createDatabase('bank'), '42P04', 'database "bank" already exists'],
    [createDatabase(''), '42602', 'empty name'],
    [createDatabase(long), '42622', 'a name may have 128 characters'],
    [createDatabase('', { ifNotExists: true }), '42602', 'empty name'],
    [dropDatabase('zoo'), '3D000', 'database "zoo" does not exist'],
    [dropDatabase('zoo', { cascade: true }), '3D000', 'database "zoo" does not exist'],
    [dropDatabase('bank'), '2BP01', 'database "bank" is not empty and RESTRICT was specified'],
    [renameDatabase('zoo', 'zoos'), '3D000', 'database "zoo" does not exist'],
    [renameDatabase('bank', 'shop'), '42P04', 'database "shop" already exists'],
    [renameDatabase('bank', ''), '42602', 'empty name'],
    [renameDatabase('bank', long), '42622', 'a name may have 128 characters'],
  ])('%o: %s %s', (command, code, message) => {
    expect(refusalOf(dataCluster(), command)).toEqual([code, message]);
  });

  it.each<[Command, string, string]>([
    [createDatabase('old'), '42P04', 'database "old" already exists'],
    [renameDatabase('shop', 'old'), '42P04', 'database "old" already exists'],
    [dropDatabase('old'), '2BP01', 'database "old" is not empty and RESTRICT was specified'],
    [
      dropDatabase('old', { cascade: true }),
      '55000',
      'cannot drop a database with OFFLINE tables: "old"',
    ],
    [dropDatabase('void'), '55000', 'cannot drop a database with OFFLINE tables: "void"'],
  ])('while a RESTORE is under way, %o: %s %s', (command, code, message) => {
    expect(refusalOf(restoring().cluster, command)).toEqual([code, message]);
  });

  it('also where only tables in an old database are being restored', () => {
    const cluster = dataCluster();
    const job = cluster.makes(createRestore(restoreOf([], ['shop.t'])));
    cluster.works(job, { kind: 'progress', effect: { kind: 'prepare' } });
    expect(refusalOf(cluster, dropDatabase('shop', { cascade: true }))).toEqual([
      '55000',
      'cannot drop a database with OFFLINE tables: "shop"',
    ]);
  });
});
