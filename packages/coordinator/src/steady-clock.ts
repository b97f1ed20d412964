// The clock of a term: its time of day was held against the log server's when the term began, and
// from then on goes by monotonic time. Log time decides how long outcomes are remembered and when
// failed jobs run again, so a clock that somebody sets wrong must never get into the log.
import type { Clock } from '@rescind/shared';

/** How far the machine's time of day may move against its monotonic clock between two looks. */
const CLOCK_JUMP_MAX_MS = 500;

export interface SteadyClock extends Clock {
  /**
   * Takes over the machine's time of day, a little faster or slower than ours as clocks are. False
   * when it has jumped: then nobody knows the time before it was held against the server's again.
   */
  look(): boolean;
}

/** Starts out with the machine's time of day as it is now. */
export function createSteadyClock(clock: Clock): SteadyClock {
  let wall = clock.now();
  let lookedAt = clock.monotonic();
  const now = (): number => wall + (clock.monotonic() - lookedAt);
  return {
    now,
    monotonic: () => clock.monotonic(),
    setTimeout: (callback, ms) => clock.setTimeout(callback, ms),
    clearTimeout: (timer) => clock.clearTimeout(timer),
    look() {
      const machine = clock.now();
      if (Math.abs(machine - now()) > CLOCK_JUMP_MAX_MS) return false;
      wall = machine;
      lookedAt = clock.monotonic();
      return true;
    },
  };
}
