import { describe, expect, it } from 'vitest';
import { Draft } from '../cluster/draft.ts';
import type { ClusterEvent } from '../cluster/events.ts';
import { evolve } from '../cluster/evolve.ts';
import type { JobId } from '../job/job-id.ts';
import { shown } from '../testing/decider-spec.ts';
import { dataCluster } from '../testing/data-cluster.ts';
import { createTable, dropDatabase, insert, layer } from '../testing/data-commands.ts';
import { findTable, nameOf } from './catalog.ts';
import { rowsOf } from './descriptor.ts';

const job = '7' as JobId;

describe('a log that is broken', () => {
  it.each<[string, ClusterEvent]>([
    ['commit 9 renames no database', { type: 'DatabaseRenamed', database: 99, name: 'x' }],
    ['commit 9 keeps no database', { type: 'DatabaseKept', database: 99, reason: '', job }],
    ['TableRenamed in commit 9 names no table: 99', { type: 'TableRenamed', table: 99, name: 'x' }],
    ['TableDropped in commit 9 names no table: 99', { type: 'TableDropped', table: 99 }],
    ['RowsInserted in commit 9 names no table: 99', { type: 'RowsInserted', table: 99, rows: [] }],
    [
      'StatisticsDeferred in commit 9 names no table: 99',
      { type: 'StatisticsDeferred', table: 99, until: 0 },
    ],
    [
      'TablesPublished in commit 9 names no table: 99',
      { type: 'TablesPublished', job, tables: [{ id: 99, layers: [] }] },
    ],
  ])('is found out: %s', (message, event) => {
    const draft = new Draft(dataCluster().state);
    expect(() => {
      evolve(draft, event, { at: 0, n: 9 });
    }).toThrow(message);
  });
});

describe('a draft of the catalog', () => {
  it('that is dropped leaves no trace, not even in the ids to come', () => {
    const cluster = dataCluster();
    const before = structuredClone(shown(cluster.state));
    cluster.batch(
      [
        [createTable('shop.t')],
        [insert('bank.loans', 54, { rows: [[1]] })],
        [dropDatabase('bank', { cascade: true })],
      ],
      { adopt: false },
    );
    expect(shown(cluster.state)).toEqual(before);
    cluster.does(createTable('shop.t'));
    expect(cluster.table('shop.t').id).toBe(56);
  });
});

describe('a table', () => {
  it('has the rows of its layers and those in the log', () => {
    const cluster = dataCluster();
    cluster.does(
      insert('bank.loans', 54, { layer: layer('m1', 500) }),
      insert('bank.loans', 54, { rows: [[1], [2]], layer: layer('m2', 7) }),
    );
    expect(rowsOf(cluster.table('bank.loans'))).toBe(509);
    expect(rowsOf(cluster.table('bank.accounts'))).toBe(0);
  });

  it('is called by the names of now, and of a database that is gone it is told so', () => {
    const cluster = dataCluster();
    const loans = cluster.table('bank.loans');
    expect(nameOf(cluster.state.catalog, loans)).toEqual({ database: 'bank', table: 'loans' });
    cluster.does(dropDatabase('bank', { cascade: true }));
    expect(nameOf(cluster.state.catalog, loans)).toEqual({ database: '?', table: 'loans' });
    expect(findTable(cluster.state.catalog, { database: 'bank', table: 'loans' })).toBeUndefined();
  });
});
