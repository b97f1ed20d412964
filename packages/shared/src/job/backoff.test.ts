import { describe, expect, it } from 'vitest';
import { jobAt, NOW } from '../testing/decider-spec.ts';
import { nextRunAt } from './backoff.ts';

const DEFAULTS = { initialDelayMs: 30_000, maxDelayMs: 24 * 3_600_000 };

/** Seconds from the start of the last run to the next, after so many failed runs in a row. */
function delayAfter(runs: number): number {
  const job = jobAt('forward.running', { runs, backoff: runs, lastRun: NOW });
  return (nextRunAt(job, DEFAULTS) - NOW) / 1000;
}

describe('the next run of a failing job', () => {
  it('comes after 30, 90, 210 … seconds and at most a day', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13].map(delayAfter)).toEqual([
      30, 90, 210, 450, 930, 1890, 3810, 7650, 15_330, 30_690, 61_410, 86_400, 86_400,
    ]);
  });

  it.each([62, 63, 64, 1000, 1_000_000])('comes a day after run %i too', (runs) => {
    expect(delayAfter(runs)).toBe(86_400);
  });

  it('comes at once when nothing counts against it', () => {
    expect(delayAfter(0)).toBe(0);
  });

  it('is counted from its creation when it has never run', () => {
    const job = jobAt('forward.running', { created: 5000, lastRun: 0, backoff: 1 });
    expect(nextRunAt(job, DEFAULTS)).toBe(35_000);
  });

  it('keeps to the settings in force', () => {
    const job = jobAt('forward.running', { lastRun: NOW, backoff: 3 });
    expect(nextRunAt(job, { initialDelayMs: 10, maxDelayMs: 1000 })).toBe(NOW + 70);
    expect(nextRunAt(job, { initialDelayMs: 10, maxDelayMs: 50 })).toBe(NOW + 50);
  });
});
