// A simulated process's own clock: its time of day is wrong by an offset, as where clocks are
// synchronized badly; its sense of duration runs fast or slow by a rate.
import type { Clock, TimerId } from '@rescind/shared';
import type { ScheduledEvent, Scheduler, SimProcess } from './scheduler.ts';

/** How a process's clock differs from the simulation's. */
export interface ClockSkew {
  /** Milliseconds that its time of day is ahead. */
  readonly offsetMs: number;
  /** Milliseconds it counts per true millisecond. */
  readonly rate: number;
}

/** What the wall clocks of a run stand at when it begins: 2026-01-01. */
export const EPOCH_MS = 1_767_225_600_000;

/**
 * The clock of the process's current incarnation; monotonic time starts at 0 with it. Timers of a
 * crashed process never fire. `jumped` tells by how much its time of day has been set wrong since.
 */
export function createNodeClock(
  scheduler: Scheduler,
  process: SimProcess,
  { offsetMs, rate }: ClockSkew,
  jumped: () => number = () => 0,
): Clock {
  const startedAt = scheduler.now;
  const elapsed = (): number => (scheduler.now - startedAt) * rate;
  return {
    now: () => EPOCH_MS + offsetMs + jumped() + scheduler.now,
    monotonic: elapsed,
    // Like Node's timers: whole milliseconds, at least one, so one may fire a fraction too early.
    setTimeout: (callback, ms) =>
      scheduler.schedule(process, Math.max(1, Math.trunc(ms)) / rate, 'timer', callback),
    clearTimeout: (timer: TimerId) => scheduler.cancel(timer as ScheduledEvent),
  };
}
