// Waiting for "something has happened": a ring is not lost when nobody waits yet.

export interface Bell {
  ring(): void;
  /**
   * Resolves with true at the next ring, or at once if it has rung since the last wait; with false
   * when `ms` have passed first. Only one may wait at a time.
   */
  wait(ms?: number): Promise<boolean>;
}

export function createBell(): Bell {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    wait(ms) {
      return new Promise((resolve) => {
        const timer = ms === undefined ? undefined : setTimeout(() => wake?.(), ms).unref();
        wake = () => {
          clearTimeout(timer);
          wake = undefined;
          resolve(rung);
          rung = false;
        };
        if (rung) wake();
      });
    },
  };
}
