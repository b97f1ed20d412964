// Watches those who were asked to stop. A handler that ignores its signal past the grace period
// cannot be stopped from inside, so it ends the whole worker.
import type { Clock, TimerId } from '@rescind/shared';
import type { Execution } from './execution.ts';

export interface Grace {
  /** The execution was asked to stop just now. */
  watch(execution: Execution): void;
  settled(execution: Execution): void;
  stop(): void;
}

/** Calls `onIgnored` once, with the execution that has been stopping for `graceMs()` first. */
export function createGrace(
  clock: Clock,
  graceMs: () => number,
  onIgnored: (execution: Execution, sinceMs: number) => void,
): Grace {
  /** In the order in which they were asked, so the first one is always the next. */
  const stopping = new Map<Execution, number>();
  let timer: TimerId | undefined;
  let over = false;

  const look = (): void => {
    timer = undefined;
    for (const [execution, since] of stopping) {
      const past = clock.monotonic() - since;
      if (past < graceMs()) {
        timer = clock.setTimeout(look, graceMs() - past);
        return;
      }
      over = true;
      onIgnored(execution, Math.round(past));
      return;
    }
  };

  return {
    watch(execution) {
      if (over) return;
      stopping.set(execution, clock.monotonic());
      timer ??= clock.setTimeout(look, graceMs());
    },
    settled: (execution) => void stopping.delete(execution),
    stop() {
      over = true;
      if (timer !== undefined) clock.clearTimeout(timer);
      timer = undefined;
      stopping.clear();
    },
  };
}
