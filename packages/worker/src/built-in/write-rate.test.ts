import { expect, test } from 'vitest';
import { createSmallCluster } from '../testing/small-cluster.ts';
import { createWriteRate } from './write-rate.ts';

const SETTING = 'kv.bulk_io_write.max_rate';

function startAt(rate: number) {
  const cluster = createSmallCluster();
  cluster.settings.set(SETTING, rate);
  const { clock } = cluster;
  const controller = new AbortController();
  const writeRate = createWriteRate(cluster, clock);
  /** When it was granted, ms of the clock; or the error. */
  const take = async (bytes: number): Promise<unknown> => {
    try {
      await writeRate.take(bytes, controller.signal);
      return clock.monotonic();
    } catch (error) {
      return error;
    }
  };
  return { cluster, clock, controller, take };
}

test('every write is paid for before it is done', async () => {
  const { clock, take } = startAt(1000);
  const granted = take(500);
  await clock.advanceAsync(5000);
  expect(await granted).toBe(500);
  const later = take(1000);
  await clock.advanceAsync(5000);
  // Five seconds of rest are no credit.
  expect(await later).toBe(6000);
});

test('a rate that is changed in the middle of a wait counts from then on', async () => {
  const { cluster, clock, take } = startAt(1000);
  const granted = take(100_000);
  await clock.advanceAsync(10_500);
  cluster.settings.set(SETTING, 1_000_000);
  await clock.advanceAsync(2000);
  expect(await granted).toBeLessThan(12_200);
  expect(cluster.asked.get(SETTING)).toBeLessThanOrEqual(14);
});

test('the signal ends a wait at once', async () => {
  const { clock, take, controller } = startAt(1);
  const granted = take(1_000_000);
  await clock.advanceAsync(1234);
  controller.abort(new Error('stop'));
  expect(await granted).toEqual(new Error('stop'));
});

test('nobody waits at the default rate', async () => {
  const { clock, take } = startAt(2 ** 40);
  for (let i = 0; i < 100; i++) expect(await take(4 * 2 ** 20)).toBe(clock.monotonic());
});

test('without a leader the rate stays what it was', async () => {
  const { cluster, clock, take } = startAt(1000);
  const granted = take(5000);
  await clock.advanceAsync(500);
  cluster.setting = () => Promise.reject(new Error('nobody answers'));
  await clock.advanceAsync(5000);
  expect(await granted).toBe(5000);
});
