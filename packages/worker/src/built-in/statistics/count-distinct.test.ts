import { expect, test } from 'vitest';
import { countDistinct, EXACT_MAX } from './count-distinct.ts';

test('few texts are counted, however often they come', () => {
  const count = countDistinct();
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < EXACT_MAX; i++) count.add(`value ${i}`);
  }
  expect(count.count()).toBe(EXACT_MAX);
});

test.each([20_000, 50_000, 80_000, 300_000])('%i texts are estimated within 3 %', (size) => {
  for (const prefix of ['', 'a longer prefix that all of them have ']) {
    const count = countDistinct();
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < size; i++) count.add(prefix + i);
    }
    expect(Math.abs(count.count() / size - 1)).toBeLessThan(0.03);
  }
});

test('the error of many estimates is about 0.8 % and without a bias', () => {
  const size = 40_000;
  const errors = Array.from({ length: 30 }, (_, seed) => {
    const count = countDistinct();
    for (let i = 0; i < size; i++) count.add(`${seed}/${i}`);
    return count.count() / size - 1;
  });
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  const deviation = Math.sqrt(errors.reduce((sum, each) => sum + each ** 2, 0) / errors.length);
  expect(Math.abs(mean)).toBeLessThan(0.006);
  expect(deviation).toBeLessThan(0.013);
});
