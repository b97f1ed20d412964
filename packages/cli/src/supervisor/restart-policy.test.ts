import { createManualClock } from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import {
  DELAY_MAX_MS,
  LOOP_DEATHS,
  LOOP_WINDOW_MS,
  restartAfter,
  type Restart,
} from './restart-policy.ts';

/** Lets a process die again and again, each time `livesMs` after it was started. */
function dieOften(times: number, livesMs: number): readonly Restart[] {
  const clock = createManualClock();
  const deaths: number[] = [];
  return Array.from({ length: times }, () => {
    clock.advance(livesMs);
    deaths.push(clock.monotonic());
    const restart = restartAfter(deaths, clock.monotonic());
    clock.advance(restart.delayMs);
    return restart;
  });
}

describe('a process that dies', () => {
  it('is started again at once the first time', () => {
    expect(dieOften(1, 60_000)).toEqual([{ delayMs: 0, crashLoop: false, deaths: 1 }]);
  });

  it('waits a little longer each time it dies soon after', () => {
    const delays = dieOften(LOOP_DEATHS - 1, 10).map(({ delayMs }) => delayMs);
    expect(delays).toEqual([0, 100, 250, 500]);
  });

  it('is in a crash loop at the fifth death within thirty seconds', () => {
    const restarts = dieOften(LOOP_DEATHS, 10);
    expect(restarts.map(({ crashLoop }) => crashLoop)).toEqual([false, false, false, false, true]);
    expect(restarts.at(-1)?.deaths).toBe(LOOP_DEATHS);
  });

  it('backs off in a crash loop, but never by more than ten seconds', () => {
    const delays = dieOften(40, 0).map(({ delayMs }) => delayMs);
    expect(Math.max(...delays)).toBeLessThanOrEqual(DELAY_MAX_MS);
    expect(delays.slice(4, 8)).toEqual([1000, 2000, 4000, 8000]);
  });

  it('is in no crash loop when it dies once in a while, however often', () => {
    const restarts = dieOften(50, LOOP_WINDOW_MS / 4);
    expect(restarts.some(({ crashLoop }) => crashLoop)).toBe(false);
  });
});
