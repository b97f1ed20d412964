import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jobId, NOW } from '../testing/decider-spec.ts';
import { arbitraryJobId } from '../testing/arbitraries.ts';
import { compareJobIds, nextJobId, parseJobId, shiftJobId } from './job-id.ts';

describe('a job id', () => {
  it.each(['1', '42', '999999999999999999', '1000000000000000000', '9223372036854775807'])(
    'may be %s',
    (text) => {
      expect(parseJobId(text)).toBe(text);
    },
  );

  it.each([
    '',
    '0',
    '-1',
    '+1',
    '01',
    ' 1',
    '1 ',
    '1.0',
    '1e3',
    '0x10',
    '9223372036854775808',
    '9999999999999999999',
    '10000000000000000000',
    '٣',
  ])('may not be "%s"', (text) => {
    expect(parseJobId(text)).toBeUndefined();
  });

  it('is ordered by its number and not by its text', () => {
    fc.assert(
      fc.property(arbitraryJobId, arbitraryJobId, (a, b) => {
        const order = BigInt(a) < BigInt(b) ? -1 : BigInt(a) > BigInt(b) ? 1 : 0;
        expect(Math.sign(compareJobIds(a, b))).toBe(order);
      }),
    );
  });

  it('is found at a distance on either side', () => {
    expect(shiftJobId(jobId('9007199254740993'), 1)).toBe('9007199254740994');
    expect(shiftJobId(jobId('9007199254740993'), -3)).toBe('9007199254740990');
  });
});

describe('a new job id', () => {
  it('is made of the log time: 10 µs ticks since 2015, 2^15 apart', () => {
    const ticks = (BigInt(NOW) - 1_420_070_400_000n) * 100n;
    expect(nextJobId(null, NOW)).toBe(String(ticks * 32_768n));
    expect(nextJobId(null, NOW + 0.9)).toBe(nextJobId(null, NOW));
  });

  it('rises when the clock stands still or goes back', () => {
    const first = nextJobId(null, NOW);
    expect(nextJobId(first, NOW)).toBe(shiftJobId(first, 1));
    expect(nextJobId(first, NOW - 1000)).toBe(shiftJobId(first, 1));
  });

  it('leaves the run before it when the clock goes on', () => {
    expect(nextJobId(nextJobId(null, NOW), NOW + 1)).toBe(nextJobId(null, NOW + 1));
  });

  it('is positive even before the clock is set', () => {
    expect(nextJobId(null, 0)).toBe('1');
  });
});
