import { describe, expect, it } from 'vitest';
import type { Command } from '../../cluster/commands.ts';
import { ask, clusterOf, session, W1 } from '../../testing/decider-spec.ts';
import { dataCluster, refusalOf, type DataCluster } from '../../testing/data-cluster.ts';
import {
  createBackup,
  createRestore,
  createStatistics,
  createTable,
  dropTables,
  insert,
  layer,
  restoreOf,
} from '../../testing/data-commands.ts';
import { isDue, mayRefresh } from './statistics.ts';

const ENABLED = 'sql.stats.automatic_collection.enabled';
const AUTO = 'AUTO CREATE STATS';
const refresh = (...tables: readonly number[]): Command => ({ kind: 'RefreshStatistics', tables });
const set = (name: string, value: boolean | number): Command => {
  return { kind: 'SetSetting', name, value, by: { user: 'root' } };
};
const made = (rows: number) => {
  const effect = { kind: 'statistics', rows, written: rows, columns: [] } as const;
  return { kind: 'succeeded', effect } as const;
};

/** accounts (53) and loans (54) have 10 rows each and no statistics. */
function filled(): DataCluster {
  return dataCluster().does(
    insert('bank.accounts', 53, { layer: layer('m1') }),
    insert('bank.loans', 54, { layer: layer('m2') }),
  );
}

/** The first automatic job there is: of bank.accounts. */
function refreshing() {
  const cluster = filled().does(refresh(53));
  return { cluster, job: cluster.active(AUTO)[0]!.id };
}

describe('CREATE STATISTICS', () => {
  it('makes a job that knows its table by the id', () => {
    const cluster = filled();
    const job = cluster.makes(createStatistics('bank.loans', 's', ['id']));
    expect(cluster.job(job)).toMatchObject({
      type: 'CREATE STATS',
      description: 'CREATE STATISTICS s FROM bank.loans',
      details: { name: 's', table: 54, columns: ['id'] },
      cancelable: true,
    });
  });

  it('is taken while others are being made, and when automatic ones are off', () => {
    const { cluster } = refreshing();
    cluster.does(set(ENABLED, false));
    cluster.makes(createStatistics('bank.loans'));
    cluster.makes(createStatistics('bank.loans'));
    expect(cluster.state.activeStatistics()).toHaveLength(3);
  });

  it.each<[Command, string, string]>([
    [createStatistics('bank.x'), '42P01', 'relation "bank.public.x" does not exist'],
    [createStatistics('bank.old'), '55000', 'relation "old" is offline: restoring'],
    [createStatistics('bank.loans', '__auto__'), '42939', 'statistics name "__auto__" is reserved'],
    [createStatistics('bank.loans', 's', ['id', 'x']), '42703', 'column "x" does not exist'],
  ])('is refused: %#, %s %s', (command, code, message) => {
    const cluster = filled();
    const restore = cluster.makes(createRestore(restoreOf([], ['bank.old'])));
    cluster.works(restore, { kind: 'progress', effect: { kind: 'prepare' } });
    expect(refusalOf(cluster, command)).toEqual([code, message]);
  });
});

describe('an automatic statistics job', () => {
  it('is made for the first of the tables that needs it', () => {
    const cluster = filled().does(createTable('shop.empty'), refresh(99, 56, 54, 53));
    const [job, ...others] = cluster.active(AUTO);
    expect(others).toEqual([]);
    expect(job).toMatchObject({
      owner: 'root',
      description: 'Table statistics refresh for bank.public.loans',
      details: { name: '__auto__', table: 54, columns: [] },
      cancelable: true,
    });
  });

  it('is made once, and for the next table when it has ended', () => {
    const { cluster, job } = refreshing();
    expect(cluster.does(refresh(53, 54)).newest).toEqual([]);
    cluster.works(job, made(10));
    expect(cluster.does(refresh(53)).newest).toEqual([]);
    cluster.does(refresh(53, 54));
    expect(cluster.active(AUTO).map(({ details }) => details)).toMatchObject([{ table: 54 }]);
  });

  it('is never made twice in one commit either', () => {
    const cluster = filled();
    cluster.batch([[refresh(53)], [refresh(54)], [refresh(53)]]);
    expect(cluster.active(AUTO)).toHaveLength(1);
  });

  it('is made beside jobs of other types, also in one commit', () => {
    const cluster = filled().does(createBackup());
    cluster.batch([[createBackup()], [refresh(53)]]);
    expect(cluster.active(AUTO)).toHaveLength(1);
  });

  it.each<[string, (cluster: DataCluster) => void]>([
    ['is off', (cluster) => cluster.does(set(ENABLED, false))],
    ['has no rows to be read', (cluster) => cluster.does(dropTables(['bank.accounts']))],
  ])('is not made where the collection %s', (_why, begin) => {
    const cluster = filled();
    begin(cluster);
    expect(cluster.does(refresh(53)).newest).toEqual([]);
  });

  it('is not made where no worker has ever known how', () => {
    const { state } = clusterOf(session(W1));
    expect(mayRefresh(state)).toBe(false);
    expect(mayRefresh(filled().state)).toBe(true);
  });

  it('keeps the last four statistics, beside those of users', () => {
    const cluster = filled().does(set('sql.stats.automatic_collection.min_stale_rows', 0));
    cluster.does(set('sql.stats.automatic_collection.fraction_stale_rows', 0));
    cluster.works(cluster.makes(createStatistics('bank.loans', 'mine')), made(10));
    for (let rows = 11; rows <= 16; rows++) {
      cluster.does(insert('bank.loans', 54, { rows: [[rows]] }), refresh(54));
      cluster.works(cluster.active(AUTO)[0]!.id, made(rows));
    }
    const kept = cluster.state.catalog.statistics.get(54)!;
    expect(kept.map(({ name, rows }) => [name, rows])).toEqual([
      ['mine', 10],
      ['__auto__', 13],
      ['__auto__', 14],
      ['__auto__', 15],
      ['__auto__', 16],
    ]);
  });
});

describe('no automatic statistics job is made beside', () => {
  type Begin = (cluster: DataCluster, job: ReturnType<DataCluster['makes']>) => void;
  const states: readonly (readonly [string, Begin])[] = [
    ['waits for a worker', () => undefined],
    ['runs', (cluster, job) => cluster.works(job)],
    [
      'is to be paused',
      (cluster, job) => {
        cluster.works(job);
        cluster.does(ask('pause', job));
      },
    ],
    [
      'is paused',
      (cluster, job) => {
        cluster.works(job);
        cluster.does(ask('pause', job));
        cluster.works(job, { kind: 'stopped' });
      },
    ],
    [
      'is to be canceled',
      (cluster, job) => {
        cluster.works(job);
        cluster.does(ask('cancel', job));
      },
    ],
    ['is being undone', (cluster, job) => cluster.cancels(job)],
    [
      'is paused while it is being undone',
      (cluster, job) => {
        cluster.cancels(job);
        cluster.works(job);
        cluster.does(ask('pause', job));
        cluster.works(job, { kind: 'stopped' });
      },
    ],
    [
      'failed once and tries again',
      (cluster, job) => {
        cluster.works(job, { kind: 'failed', error: 'x', mark: 'retry' });
      },
    ],
  ];

  it.each(states)('one of a user that %s', (_how, begin) => {
    const cluster = filled();
    const job = cluster.makes(createStatistics('bank.loans'));
    begin(cluster, job);
    expect(cluster.does(refresh(53)).newest).toEqual([]);
    expect(mayRefresh(cluster.state)).toBe(false);
  });

  it.each(states)('another automatic one that %s', (_how, begin) => {
    const { cluster, job } = refreshing();
    begin(cluster, job);
    expect(cluster.does(refresh(54)).newest).toEqual([]);
    expect(cluster.active(AUTO)).toHaveLength(1);
  });
});

it('statistics are due by the settings of the cluster', () => {
  const cluster = filled();
  const due = () => isDue(cluster.state, cluster.table('bank.loans'), cluster.now);
  expect(due()).toBe(true);
  cluster.does(refresh(54));
  cluster.works(cluster.active(AUTO)[0]!.id, made(10));
  expect(due()).toBe(false);
  cluster.does(insert('bank.loans', 54, { layer: layer('m3', 502) }));
  expect(due()).toBe(false);
  cluster.does(set('sql.stats.automatic_collection.min_stale_rows', 499));
  expect(due()).toBe(true);
  cluster.does(set('sql.stats.automatic_collection.fraction_stale_rows', 0.4));
  expect(due()).toBe(false);
});
