// The machine's clock.
import { performance } from 'node:perf_hooks';
import type { Clock, TimerId } from '../clock.ts';

/** Timers keep the process alive unless `unref` is given. */
export function createSystemClock(options: { readonly unref?: boolean } = {}): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    setTimeout(callback, ms) {
      const timer = setTimeout(callback, ms);
      if (options.unref === true) timer.unref();
      return timer;
    },
    clearTimeout(timer: TimerId) {
      clearTimeout(timer as NodeJS.Timeout);
    },
  };
}
