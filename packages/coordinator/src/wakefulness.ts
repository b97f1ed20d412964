// Notices that this process was suspended for so long that messages which waited for it may be
// older than the memory of their outcomes: a command that was carried out meanwhile would be
// carried out twice. Such messages are dropped until the bus has handed over all that had piled up.
import { every, type Bus, type Clock } from '@rescind/shared';

/** Outcomes are remembered for at least 30 s; suspended for less is no danger. */
const SUSPENDED_MS = 10_000;
const TICK_MS = 2000;

export interface Wakefulness {
  /** False while messages may be stale; asked for every message that must not be taken twice. */
  readonly awake: boolean;
  stop(): void;
}

export function createWakefulness(bus: Bus, clock: Clock): Wakefulness {
  let lastTick = clock.monotonic();
  let flushing = false;

  const look = (): void => {
    const now = clock.monotonic();
    const gap = now - lastTick;
    lastTick = now;
    if (gap <= SUSPENDED_MS || flushing) return;
    flushing = true;
    void bus.flush().then(
      () => (flushing = false),
      () => (flushing = false),
    );
  };
  const timer = every(clock, TICK_MS, look);

  return {
    get awake() {
      look();
      return !flushing;
    },
    stop: () => timer.stop(),
  };
}
