// PORT: time. Everything that waits or stamps goes through it, so a simulation can own time.

export type TimerId = object | number;

export interface Clock {
  /** Wall clock, milliseconds since 1970. May jump; use it for stamps, never for durations. */
  now(): number;
  /** Milliseconds that only rise, from an arbitrary start. Use it for every duration. */
  monotonic(): number;
  /** Calls back once after `ms`; due timers fire in order of (deadline, registration). */
  setTimeout(callback: () => void, ms: number): TimerId;
  clearTimeout(timer: TimerId): void;
}

/** Resolves after `ms`, or rejects with the signal's reason when that comes first. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason as Error);
      return;
    }
    const onAbort = (): void => {
      clock.clearTimeout(timer);
      reject(signal!.reason as Error);
    };
    const timer = clock.setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** Calls back every `ms` (counted from the end of one call to the next) until stopped. */
export function every(clock: Clock, ms: number, callback: () => void): { stop(): void } {
  let timer: TimerId | undefined;
  const arm = (): void => {
    timer = clock.setTimeout(() => {
      arm();
      callback();
    }, ms);
  };
  arm();
  return {
    stop: () => {
      if (timer !== undefined) clock.clearTimeout(timer);
      timer = undefined;
    },
  };
}
