import { describe, expect, it } from 'vitest';
import type { Json } from '../../json.ts';
import type { Command } from '../../cluster/commands.ts';
import { NOW } from '../../testing/decider-spec.ts';
import { dataCluster, refusalOf, type DataCluster } from '../../testing/data-cluster.ts';
import {
  column,
  createBackup,
  createDatabase,
  createRestore,
  createTable,
  dropTables,
  insert,
  layer,
  restoreOf,
  tableName,
} from '../../testing/data-commands.ts';
import { INLINE_BYTES_MAX, LAYERS_MAX } from '../descriptor.ts';

/** A RESTORE fills the offline table bank.old. */
function restoring(): DataCluster {
  const cluster = dataCluster();
  const restore = cluster.makes(createRestore(restoreOf([], ['bank.old'])));
  cluster.works(restore, { kind: 'progress', effect: { kind: 'prepare' } });
  return cluster;
}

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

  it('merges the rows in the log into its layer, and those that came meanwhile stay', () => {
    const cluster = dataCluster().does(insert('bank.loans', 54, { rows: [[1], [2]] }));
    cluster.does(insert('bank.loans', 54, { rows: [[3]] }));
    cluster.does(
      insert('bank.loans', 54, { layer: layer('m1', 12), merges: { rows: 2, layers: 0 } }),
    );
    expect(cluster.newest).toEqual([
      {
        type: 'RowsInserted',
        table: 54,
        layer: layer('m1', 12),
        merged: 2,
        by: { user: 'root' },
      },
    ]);
    expect(cluster.table('bank.loans')).toMatchObject({
      layers: [layer('m1', 12)],
      inline: [[3]],
      inlineBytes: '[[3]]'.length,
      written: 13,
    });
  });

  it('merges no rows that another INSERT has merged, and the caller may read them again', () => {
    const cluster = dataCluster().does(insert('bank.loans', 54, { rows: [[1], [2]] }));
    const merges = { rows: 2, layers: 0 };
    cluster.does(insert('bank.loans', 54, { layer: layer('m1', 3), merges }));
    cluster.does(insert('bank.loans', 54, { rows: [[7], [8]] }));
    expect(refusalOf(cluster, insert('bank.loans', 54, { layer: layer('m2', 3), merges }))).toEqual(
      ['40001', 'restart transaction: rows of table "loans" were merged meanwhile'],
    );
    const more = { rows: 3, layers: 1 };
    const [code] = refusalOf(
      cluster,
      insert('bank.loans', 54, { layer: layer('m2', 9), merges: more }),
    );
    expect(code).toBe('40001');
  });

  it('merges nothing while a BACKUP may still look for rows where they are', () => {
    const cluster = dataCluster().does(insert('bank.loans', 54, { rows: [[1]] }));
    const job = cluster.makes(createBackup());
    const merge = insert('bank.loans', 54, {
      layer: layer('m', 2),
      merges: { rows: 1, layers: 0 },
    });
    expect(refusalOf(cluster, merge)).toEqual([
      '55006',
      `job ${job} protects the rows of table "loans" where they are`,
    ]);
  });

  it.each([
    ['without a layer', { rows: [[1]], merges: { rows: 1, layers: 0 } }],
    ['of more rows than it has', { layer: layer('m', 1), merges: { rows: 2, layers: 0 } }],
  ])('cannot merge into a layer %s', (_, what) => {
    const cluster = dataCluster().does(insert('bank.loans', 54, { rows: [[1], [2]] }));
    expect(refusalOf(cluster, insert('bank.loans', 54, what))).toEqual([
      '22023',
      'rows are merged into a layer that holds them',
    ]);
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

  it('is refused with NULL in a column that holds none', () => {
    const columns = [column('a'), column('b', { nullable: false })];
    const cluster = dataCluster().does(createTable('shop.t', { columns }));
    const { id } = cluster.table('shop.t');
    cluster.does(insert('shop.t', id, { rows: [[null, 1]] }));
    expect(
      refusalOf(
        cluster,
        insert('shop.t', id, {
          rows: [
            [1, 2],
            [1, null],
          ],
        }),
      ),
    ).toEqual(['23502', 'null value in column "b" violates not-null constraint']);
  });

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
