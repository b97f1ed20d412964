import { createManualClock, type Clock } from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { createSteadyClock } from './steady-clock.ts';

/** A machine whose time of day can be set. */
function machine() {
  const clock = createManualClock();
  const start = clock.now();
  let wrong = 0;
  const wall: Clock = { ...clock, now: () => clock.now() + wrong };
  return {
    clock,
    start,
    wall,
    set: (byMs: number) => {
      wrong += byMs;
    },
  };
}

describe('the clock of a term', () => {
  it('goes on with monotonic time when the time of day is set wrong', () => {
    const { clock, start, wall, set } = machine();
    const steady = createSteadyClock(wall);
    clock.advance(1000);
    set(120_000);
    expect(steady.now()).toBe(start + 1000);
    expect(steady.look()).toBe(false);
    clock.advance(1000);
    expect(steady.now()).toBe(start + 2000);
  });

  it('says so whichever way it was set', () => {
    const { wall, set } = machine();
    const steady = createSteadyClock(wall);
    set(-501);
    expect(steady.look()).toBe(false);
  });

  it('follows a machine whose clock is slewed', () => {
    const { clock, start, wall, set } = machine();
    const steady = createSteadyClock(wall);
    for (let i = 0; i < 10; i++) {
      clock.advance(200);
      set(100);
      expect(steady.look()).toBe(true);
    }
    expect(steady.now()).toBe(start + 3000);
  });
});
