import { describe, expect, it } from 'vitest';
import { median, p99, quantile } from './statistics.ts';

describe('the median', () => {
  it('is the value in the middle, in whatever order they came', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([3])).toBe(3);
  });

  it('of an even number lies between the two in the middle', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it('is not moved by one run that went wrong', () => {
    expect(median([100, 101, 99, 100, 5])).toBe(100);
  });

  it('sorts numbers as numbers, and leaves what it was given alone', () => {
    const given = [10, 9, 100];
    expect(median(given)).toBe(10);
    expect(given).toEqual([10, 9, 100]);
  });
});

describe('a quantile', () => {
  it('begins at the least and ends at the greatest', () => {
    expect(quantile([5, 1, 3], 0)).toBe(1);
    expect(quantile([5, 1, 3], 1)).toBe(5);
  });

  it('is interpolated between neighbors', () => {
    expect(quantile([0, 10], 0.25)).toBe(2.5);
  });

  it('of nothing is not a number', () => {
    expect(quantile([], 0.5)).toBeNaN();
  });
});

describe('p99', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1);

  it('is not exceeded by 99 of 100', () => {
    expect(p99(hundred)).toBe(99);
    expect(p99(hundred.toReversed())).toBe(99);
  });

  it('of few is the greatest: nobody may call a rare delay away', () => {
    expect(p99([1, 2, 40])).toBe(40);
  });

  it('is a value that was measured', () => {
    expect(hundred).toContain(p99(hundred.slice(0, 50)));
  });

  it('of nothing is not a number', () => {
    expect(p99([])).toBeNaN();
  });
});
