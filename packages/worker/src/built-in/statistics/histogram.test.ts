import { expect, test } from 'vitest';
import { histogramOf } from './histogram.ts';

test('buckets have about as many rows each, and the last bound has all', () => {
  const sample = Array.from({ length: 1000 }, (_, i) => (i * 7919) % 1000);
  const histogram = histogramOf('INT8', sample, { rows: 50_000, buckets: 4 });
  expect(histogram).toEqual([
    ['249', 12_500],
    ['499', 25_000],
    ['749', 37_500],
    ['999', 50_000],
  ]);
});

test('equal values are never divided', () => {
  const sample = [...Array.from({ length: 90 }, () => 1), 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
  expect(histogramOf('INT8', sample, { rows: 100, buckets: 10 })).toEqual([
    ['1', 90],
    ['11', 100],
  ]);
  expect(histogramOf('BOOL', [true, false, true], { rows: 3, buckets: 200 })).toEqual([
    ['false', 1],
    ['true', 3],
  ]);
});

test('each type has its order', () => {
  const all = { rows: 3, buckets: 200 };
  const boundsOf = (...given: Parameters<typeof histogramOf>) =>
    histogramOf(...given).map(([bound]) => bound);
  expect(boundsOf('INT8', [2n ** 60n, 5, -(2n ** 60n)], all)).toEqual([
    '-1152921504606846976',
    '5',
    '1152921504606846976',
  ]);
  expect(boundsOf('FLOAT8', [1, Number.NaN, -Infinity], all)).toEqual(['NaN', '-Infinity', '1']);
  expect(boundsOf('DECIMAL', ['10', '9.5', '-1'], all)).toEqual(['-1', '9.5', '10']);
  expect(boundsOf('TIMESTAMP', [1000, 0], all)).toEqual([
    '1970-01-01 00:00:00.000',
    '1970-01-01 00:00:01.000',
  ]);
  expect(boundsOf('INTERVAL', ['1 day'], all)).toEqual([]);
});
