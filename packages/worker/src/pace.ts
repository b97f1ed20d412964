// Keeps progress from flooding the log: one timer for all executions that have to wait their turn.
import type { Clock, TimerId } from '@rescind/shared';

export interface Pace {
  /** Milliseconds between two progress reports of one execution. */
  interval(): number;
  /** Calls `flush` at `due` (monotonic). The earlier call stands where it waits already. */
  later(flush: () => void, due: number): void;
  forget(flush: () => void): void;
  stop(): void;
}

/** Between two looks at those who wait, at least: they may be thousands. */
const LOOK_MS = 5;

export function createPace(clock: Clock, perSecond: () => number): Pace {
  const waiting = new Map<() => void, number>();
  let timer: TimerId | undefined;
  let armedFor = Infinity;

  const arm = (due: number): void => {
    if (due >= armedFor) return;
    if (timer !== undefined) clock.clearTimeout(timer);
    armedFor = due;
    timer = clock.setTimeout(look, Math.max(0, due - clock.monotonic()));
  };

  const look = (): void => {
    timer = undefined;
    armedFor = Infinity;
    const now = clock.monotonic();
    let next = Infinity;
    for (const [flush, due] of waiting) {
      if (due > now) {
        next = Math.min(next, due);
        continue;
      }
      waiting.delete(flush);
      flush();
    }
    if (next < Infinity) arm(Math.max(next, now + LOOK_MS));
  };

  return {
    interval: () => 1000 / perSecond(),
    later(flush, due) {
      if (waiting.has(flush)) return;
      waiting.set(flush, due);
      arm(due);
    },
    forget: (flush) => void waiting.delete(flush),
    stop() {
      if (timer !== undefined) clock.clearTimeout(timer);
      waiting.clear();
      timer = undefined;
      armedFor = Infinity;
    },
  };
}
