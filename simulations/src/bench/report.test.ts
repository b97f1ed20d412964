import { describe, expect, it } from 'vitest';
import { atLeast, atMostTimes, type Family } from './family.ts';
import { resultOf, table } from './report.ts';

const family: Family = {
  name: 'echo',
  limitMs: 1000,
  run: () => Promise.resolve(),
  figures: [
    { name: 'echo', unit: 'requests/s', ...atLeast(100) },
    { name: 'answer', unit: 'ms', ...atMostTimes(2, 'echo') },
    { name: 'other', unit: 's' },
  ],
};
const [echo] = family.figures;

describe('a figure', () => {
  it('is told as the median of its runs, with the least and the greatest', () => {
    expect(resultOf(echo!, [3, 1, 2])).toEqual({
      name: 'echo',
      unit: 'requests/s',
      value: 2,
      min: 1,
      max: 3,
    });
  });

  it('has no digits that mean nothing', () => {
    expect(resultOf(echo!, [1 / 3])!.value).toBe(0.33333);
    expect(resultOf(echo!, [123_456.789])!.value).toBe(123_457);
  });

  it('that was never measured has no result', () => {
    expect(resultOf(echo!, [])).toBeUndefined();
  });
});

describe('the table', () => {
  const line = (text: string, name: string): string =>
    text.split('\n').find((each) => each.startsWith(`${name} `))!;

  it('says of each figure whether it reaches its target', () => {
    const results = [resultOf(echo!, [100])!, resultOf(family.figures[1]!, [201])!];
    const text = table([family], { results });
    expect(line(text, 'echo')).toMatch(/ 100 .* >= 100 +reached$/);
    expect(line(text, 'answer')).toMatch(/ 201 .* <= 2 x echo +MISSED$/);
  });

  it('misses a target whose measure is not there, and leaves out what was not asked for', () => {
    const text = table([family], { results: [resultOf(family.figures[1]!, [1])!] });
    expect(line(text, 'answer')).toMatch(/MISSED$/);
    expect(line(text, 'other')).toBeUndefined();
  });

  it('gives the reason of one that failed', () => {
    const failed = [{ name: 'other', reason: 'no answer within 5 s' }];
    expect(line(table([family], { results: [], failed }), 'other')).toMatch(
      /failed .*no answer within 5 s$/,
    );
  });
});
