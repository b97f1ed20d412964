import { evolve, Draft, createFingerprint, type JobId } from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { equip, lastCommand, type Equipped } from '../testing/statements.ts';
import { NOW } from '../testing/table-backend.ts';

/** Statistics of table 52, the first that a cluster makes, as a job would record them. */
function record({ backend }: Equipped): void {
  const { state } = backend.decided;
  const draft = new Draft(state);
  const columns = [
    { columns: ['a'], distinct: 2, nulls: 1, histogram: [['5', 3]] },
    { columns: ['a', 'b'], distinct: 3, nulls: 0, histogram: [] },
  ] as const;
  const job = '77' as JobId;
  const statistics = { name: 's', job, created: NOW, rows: 4, written: 4, columns };
  const stamp = { at: NOW, n: state.n + 1 };
  evolve(draft, { type: 'StatisticsRecorded', table: 52, statistics }, stamp);
  draft.adopt(stamp.n, NOW, 'hash');
}

describe('CREATE STATISTICS and ANALYZE', () => {
  it('make a job and wait for it', async () => {
    const { last, backend } = equip();
    await last('CREATE TABLE t (a INT, b INT)');
    expect((await last('CREATE STATISTICS s ON a, b FROM t')).tag).toBe('CREATE STATISTICS');
    expect(lastCommand(backend)).toEqual({
      kind: 'CreateStatistics',
      name: 's',
      table: { database: 'defaultdb', table: 't' },
      columns: ['a', 'b'],
      description: 'CREATE STATISTICS s ON a, b FROM defaultdb.public.t',
    });
    expect((await last('ANALYZE t')).tag).toBe('CREATE STATISTICS');
    expect(lastCommand(backend)).toMatchObject({
      name: '',
      description: 'CREATE STATISTICS "" FROM defaultdb.public.t',
    });
    expect(backend.waits).toHaveLength(2);
  });

  it('fail with their job', async () => {
    const { last, backend, error } = equip();
    await last('CREATE TABLE t (a INT)');
    backend.ends.push({ status: 'canceled', finished: NOW });
    expect(await error('CREATE STATISTICS s FROM t')).toMatch(/^XXUUU: job \d+: canceled by user$/);
    expect(await error('CREATE STATISTICS __auto__ FROM t')).toBe(
      '42939: statistics name "__auto__" is reserved',
    );
    expect(await error('CREATE STATISTICS s ON x FROM t')).toBe('42703: column "x" does not exist');
    expect(await error('ANALYZE x')).toBe('42P01: relation "defaultdb.public.x" does not exist');
  });
});

describe('SHOW STATISTICS', () => {
  it('has a row for each group of columns', async () => {
    const equipped = equip();
    await equipped.last('CREATE TABLE t (a INT, b INT)');
    record(equipped);
    const { tag, rows, columns } = await equipped.last('SHOW STATISTICS FOR TABLE t');
    expect(tag).toBe('SHOW STATISTICS 2');
    expect(columns!.map(({ name }) => name).join(' ')).toBe(
      'statistics_name column_names created row_count distinct_count null_count histogram_id',
    );
    expect(rows).toEqual([
      ['s', ['a'], NOW, 4n, 2n, 1n, 77n],
      ['s', ['a', 'b'], NOW, 4n, 3n, 0n, null],
    ]);
  });
});

describe('SHOW EXPERIMENTAL_FINGERPRINTS', () => {
  it('is one number of all rows, wherever they lie', async () => {
    const { last, rows } = equip();
    await last('CREATE TABLE t (a INT, b STRING)');
    const text = 'SELECT * FROM [SHOW EXPERIMENTAL_FINGERPRINTS FROM TABLE t]';
    expect(await rows(text)).toEqual(['primary,0']);
    await last("INSERT INTO t SELECT g, 'x' FROM generate_series(1, 30000) g");
    await last('INSERT INTO t VALUES (0, NULL)');
    const fingerprint = createFingerprint(['INT8', 'STRING']);
    fingerprint.add([[0, null]]);
    fingerprint.add(Array.from({ length: 30_000 }, (_, i) => [30_000 - i, 'x']));
    expect(await rows(text)).toEqual([`primary,${fingerprint.text()}`]);
  });

  it('says that rows are gone or damaged', async () => {
    const { last, error, storage } = equip();
    await last('CREATE TABLE t (a INT)');
    await last('INSERT INTO t SELECT g FROM generate_series(1, 30000) g');
    for await (const { name } of storage.objects.list('inserts/')) {
      if (name.endsWith('/1')) await storage.objects.delete(name);
    }
    expect(await error('SHOW EXPERIMENTAL_FINGERPRINTS FROM TABLE t')).toMatch(
      /^XX001: .* is gone/,
    );
  });
});
