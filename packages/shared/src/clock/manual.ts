// A clock moved by hand, for tests and embedding in tests. It never moves by itself.
import type { Clock, TimerId } from '../clock.ts';

interface Timer {
  readonly due: number;
  readonly order: number;
  readonly callback: () => void;
}

export interface ManualClock extends Clock {
  /** Moves on by `ms`, firing what is due on the way; each timer sees its own deadline as now. */
  advance(ms: number): void;
  /** Like `advance`, letting promise chains settle after every timer. */
  advanceAsync(ms: number): Promise<void>;
}

/** Starts at `start` (wall clock, ms since 1970); monotonic time starts at 0. */
export function createManualClock(start = 1_767_225_600_000): ManualClock {
  let elapsed = 0;
  let order = 0;
  const timers = new Set<Timer>();
  const nextDue = (until: number): Timer | undefined => {
    let first: Timer | undefined;
    for (const timer of timers) {
      if (timer.due > until) continue;
      if (first === undefined || timer.due < first.due) first = timer;
      else if (timer.due === first.due && timer.order < first.order) first = timer;
    }
    return first;
  };
  const fire = (timer: Timer): void => {
    timers.delete(timer);
    elapsed = Math.max(elapsed, timer.due);
    timer.callback();
  };
  return {
    now: () => start + elapsed,
    monotonic: () => elapsed,
    setTimeout(callback, ms) {
      const timer: Timer = { due: elapsed + Math.max(0, ms), order: order++, callback };
      timers.add(timer);
      return timer;
    },
    clearTimeout(timer: TimerId) {
      timers.delete(timer as Timer);
    },
    advance(ms) {
      const until = elapsed + ms;
      for (let t = nextDue(until); t !== undefined; t = nextDue(until)) fire(t);
      elapsed = until;
    },
    async advanceAsync(ms) {
      const until = elapsed + ms;
      await settle();
      for (let t = nextDue(until); t !== undefined; t = nextDue(until)) {
        fire(t);
        await settle();
      }
      elapsed = until;
      await settle();
    },
  };
}

/** Lets promise chains of ordinary depth run to their end without a real timer. */
async function settle(): Promise<void> {
  for (let i = 0; i < 50; i++) await Promise.resolve();
}
