import {
  rowsOf,
  type ColumnStatistics,
  type Row,
  type StatisticsDetails,
  type TableColumn,
} from '@rescind/shared';
import { describe, expect, test } from 'vitest';
import { markOf } from '../marks.ts';
import { beginRun, revertOnce, runOnce, type Ran } from '../testing/run-once.ts';
import { addTable, createSmallCluster, type SmallCluster } from '../testing/small-cluster.ts';
import { statisticsJobs } from './create-statistics.ts';

const COLUMNS: readonly TableColumn[] = [
  { name: 'id', type: 'INT8', nullable: false, primaryKey: true },
  { name: 'city', type: 'STRING', nullable: true, primaryKey: false },
  { name: 'price', type: 'DECIMAL', nullable: true, primaryKey: false },
];

const CITIES = ['Bern', 'Oslo', null, 'Rome'];
const row = (i: number): Row => [i, CITIES[i % 4]!, i % 2 === 0 ? '1.5' : '1.50'];
const rows = (from: number, count: number): readonly Row[] =>
  Array.from({ length: count }, (_, i) => row(from + i));

async function startCluster(): Promise<SmallCluster> {
  const cluster = createSmallCluster();
  await addTable(cluster, {
    id: 60,
    name: 'a',
    columns: COLUMNS,
    layers: [rows(0, 3000), rows(3000, 900)],
    inline: rows(3900, 100),
    segmentBytes: 10_000,
  });
  return cluster;
}

const DETAILS: StatisticsDetails = { name: 's', table: 60, columns: [] };

const jobOf = ({ storage, ...rest }: SmallCluster) =>
  statisticsJobs({ storage, cluster: rest })[0]!;

const start = (cluster: SmallCluster, details = DETAILS) =>
  runOnce(jobOf(cluster), { details, clock: cluster.clock });

function columnsOf(ran: Ran): readonly ColumnStatistics[] {
  const effect = ran.result?.effect;
  if (effect?.kind !== 'statistics') throw new Error(`no success: ${String(ran.error)}`);
  return effect.columns;
}

describe('statistics', () => {
  test('say of each column what its rows are like', async () => {
    const ran = await start(await startCluster());
    expect(ran.result?.effect).toMatchObject({ kind: 'statistics', rows: 4000, written: 4000 });
    const [id, city, price] = columnsOf(ran);
    expect(id).toMatchObject({ columns: ['id'], distinct: 4000, nulls: 0 });
    expect(id!.histogram).toHaveLength(200);
    expect(id!.histogram.slice(0, 2)).toEqual([
      ['19', 20],
      ['39', 40],
    ]);
    expect(id!.histogram.at(-1)).toEqual(['3999', 4000]);
    // NULL counts as a value of its own.
    expect(city).toEqual({
      columns: ['city'],
      distinct: 4,
      nulls: 1000,
      histogram: [
        ['Bern', 1000],
        ['Oslo', 2000],
        ['Rome', 3000],
      ],
    });
    expect(price).toMatchObject({ distinct: 1, nulls: 0 });
    expect(ran.fractions.at(-1)).toBe(1);
  });

  test('of several columns together are of their combinations', async () => {
    const ran = await start(await startCluster(), { ...DETAILS, columns: ['city', 'price'] });
    expect(columnsOf(ran)).toEqual([
      { columns: ['city', 'price'], distinct: 4, nulls: 0, histogram: [] },
    ]);
  });

  test('are the same when the same job makes them again', async () => {
    const cluster = createSmallCluster();
    const many = Array.from({ length: 30_000 }, (_, i) => row((i * 7919) % 30_000));
    await addTable(cluster, {
      id: 60,
      name: 'a',
      columns: COLUMNS,
      layers: [many],
      inline: [],
      segmentBytes: 200_000,
    });
    const [first, second] = [await start(cluster), await start(cluster)];
    expect(second.result).toEqual(first.result);
    const { histogram, distinct } = columnsOf(first)[0]!;
    expect(histogram.at(-1)![1]).toBe(30_000);
    expect(Math.abs(distinct / 30_000 - 1)).toBeLessThan(0.03);
    // From a sample of 10,000: the median is within 2 % of the middle.
    expect(Math.abs(Number(histogram[99]![0]) / 15_000 - 1)).toBeLessThan(0.02);
  });

  test('of a table without rows are empty', async () => {
    const cluster = createSmallCluster();
    await addTable(cluster, { id: 60, name: 'a', columns: COLUMNS, layers: [], inline: [] });
    expect(columnsOf(await start(cluster))[0]).toEqual({
      columns: ['id'],
      distinct: 0,
      nulls: 0,
      histogram: [],
    });
  });

  test('fit into the log, however many columns there are', async () => {
    const cluster = createSmallCluster();
    const columns = Array.from({ length: 200 }, (_, i): TableColumn => {
      return { name: `column_${i}`, type: 'STRING', nullable: true, primaryKey: false };
    });
    const wide = (i: number): Row => columns.map(() => `${i} `.padEnd(500, 'ö'));
    const layers = [Array.from({ length: 300 }, (_, i) => wide(i))];
    await addTable(cluster, { id: 60, name: 'a', columns, layers, inline: [], segmentBytes: 1e6 });
    const { effect } = (await start(cluster)).result!;
    expect(JSON.stringify(effect).length).toBeLessThan(400_000);
  });

  test('stop at the next batch, and leave nothing to take back', async () => {
    const cluster = await startCluster();
    const names: string[] = [];
    const objects = {
      ...cluster.storage.objects,
      async get(name: string) {
        names.push(name);
        if (names.length === 3) running.stop();
        return cluster.storage.objects.get(name);
      },
    };
    const broken = { ...cluster, storage: { ...cluster.storage, objects } };
    const given = { details: DETAILS, clock: cluster.clock };
    const running = beginRun(jobOf(broken), given);
    expect(((await running.ended).error as Error).name).toBe('AbortError');
    expect(names).toHaveLength(3);
    expect(await revertOnce(jobOf(cluster), given)).toBeUndefined();
  });

  test('sum up all rows of a segment before the next one is read', async () => {
    const cluster = await startCluster();
    const steps: string[] = [];
    const objects = {
      ...cluster.storage.objects,
      get: (name: string) => {
        if (!name.endsWith('manifest')) steps.push('read');
        return cluster.storage.objects.get(name);
      },
    };
    const watched = { ...cluster, storage: { ...cluster.storage, objects } };
    await runOnce(jobOf(watched), {
      details: DETAILS,
      clock: cluster.clock,
      onProgress: () => void steps.push('sum up'),
    });
    const reads = steps.filter((step) => step === 'read').length;
    expect(reads).toBeGreaterThan(5);
    // Less than 1000 rows are in a segment, and the 100 of the log make one more batch.
    const alternating = Array.from({ length: reads }, () => ['read', 'sum up']).flat();
    expect(steps).toEqual([...alternating, 'sum up']);
  });

  test('of a table that is gone fail for good', async () => {
    const cluster = await startCluster();
    const table = cluster.tables.get(60)!;
    expect(rowsOf(table)).toBe(4000);
    cluster.tables.set(60, { ...table, state: 'dropped' });
    const { error } = await start(cluster);
    expect(markOf(error)).toEqual({ kind: 'permanent' });
    expect((error as Error).message).toBe('table 60 does not exist');
  });
});
