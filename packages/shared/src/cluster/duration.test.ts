import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from './duration.ts';

describe('a duration', () => {
  it.each([
    ['30s', 30_000],
    ['250ms', 250],
    ['1m30s', 90_000],
    ['1.5h', 5_400_000],
    ['2d', 172_800_000],
    ['1h 2m 3s 4ms', 3_723_004],
    ['  10S ', 10_000],
    ['0s', 0],
    ['1.5ms', 2],
    ['00:01:30', 90_000],
    ['336:00:00', 1_209_600_000],
    ['00:00:00.25', 250],
    ['00:00:01.007', 1007],
  ])('written as "%s" is %i ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each([
    '',
    ' ',
    '30',
    's',
    '-5s',
    '+5s',
    '1e3s',
    '5 minutes',
    '1m30',
    '1:2:3',
    '00:01',
    'x5s',
    '5sx',
  ])('is not "%s"', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it.each([
    [0, '00:00:00'],
    [30_000, '00:00:30'],
    [90_000, '00:01:30'],
    [1_209_600_000, '336:00:00'],
    [7, '00:00:00.007'],
    [61_250, '00:01:01.250'],
  ])('of %i ms is printed as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('is read back as it was printed', () => {
    fc.assert(
      fc.property(fc.nat({ max: 365 * 86_400_000 }), (ms) => {
        expect(parseDuration(formatDuration(ms))).toBe(ms);
      }),
    );
  });
});
