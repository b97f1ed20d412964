// When a job may be run again after a failed attempt: CockroachDB v21.2's formula.
import type { Job } from './job.ts';

export interface BackoffSettings {
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
}

/**
 * Log time in milliseconds before which no run may start:
 * COALESCE(last_run, created) + min(initial * (2^min(62, runs) - 1), max).
 * After a worker's death `backoff` is one less than the runs: the first take-over is immediate.
 */
export function nextRunAt(job: Job, settings: BackoffSettings): number {
  const factor = 2 ** Math.min(62, job.backoff) - 1;
  const delay = Math.min(settings.initialDelayMs * factor, settings.maxDelayMs);
  return (job.lastRun === 0 ? job.created : job.lastRun) + Math.max(0, delay);
}
