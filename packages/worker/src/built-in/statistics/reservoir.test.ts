import { createSeededRandom } from '@rescind/shared';
import { expect, test } from 'vitest';
import { createReservoir } from './reservoir.ts';

test('everything is in the sample while there is room', () => {
  const reservoir = createReservoir<number>(5, createSeededRandom('a'));
  for (let i = 0; i < 5; i++) reservoir.offer(() => i);
  expect(new Set(reservoir.sample())).toEqual(new Set([0, 1, 2, 3, 4]));
});

test('each of many things has the same chance', () => {
  const hits = Array.from({ length: 20 }, () => 0);
  const rounds = 20_000;
  const random = createSeededRandom('chance');
  for (let round = 0; round < rounds; round++) {
    const reservoir = createReservoir<number>(4, random);
    for (let i = 0; i < 20; i++) reservoir.offer(() => i);
    expect(new Set(reservoir.sample()).size).toBe(4);
    for (const each of reservoir.sample()) hits[each]!++;
  }
  // 4 of 20, so 4000 times each; five deviations of about 57 are left.
  for (const count of hits) expect(Math.abs(count - 4000)).toBeLessThan(285);
});

test('what is not taken is never made', () => {
  let made = 0;
  const reservoir = createReservoir<number>(10, createSeededRandom('b'));
  const make = (): number => made++;
  for (let i = 0; i < 100_000; i++) reservoir.offer(make);
  // 10 + 10 ln(100000 / 10), about.
  expect(made).toBeLessThan(200);
  expect(reservoir.sample()).toHaveLength(10);
});
