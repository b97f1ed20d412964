// What a handler is given: the only way in which its work touches the cluster.
import type { Clock, JobEffect, JobId, Json } from '@rescind/shared';

export interface Progress {
  /** Done so far, 0 to 1; what lies outside is clamped. */
  readonly fraction?: number;
  /** A few words on what is going on, shown by SHOW JOBS. */
  readonly runningStatus?: string;
}

export interface JobContext<Details = unknown> {
  readonly jobId: JobId;
  readonly details: Details;
  /** The last value given to `checkpoint` that was accepted; null when there is none. */
  readonly saved: Json;
  /**
   * Fires when the handler has to stop: the job was canceled or paused, or this worker is no
   * longer to work on it. Obey by throwing its reason (`signal.throwIfAborted()`). A handler that
   * goes on for the cluster's grace period brings its whole worker down.
   */
  readonly signal: AbortSignal;
  /**
   * Rises whenever the right to act for the job changes hands or direction. Give it to whatever
   * lies outside, so that it can refuse those who come late.
   */
  readonly fence: number;
  /** Number of the commit that this run begins after: what is asked for it must not be older. */
  readonly position: number;
  /** Number of the claim this run belongs to. */
  readonly epoch: number;
  /** Number of this run since the count was last reset (1 is the first). */
  readonly attempt: number;
  /** The user who made the job. */
  readonly owner: string;
  readonly description: string;
  readonly clock: Clock;
  /** Tells how far the work is. Never waits, may get lost, the latest wins. */
  readonly progress: (fraction: number, runningStatus?: string) => void;
  /**
   * Keeps `value` (JSON, up to CHECKPOINT_MAX characters) for the next run, here or elsewhere.
   * Resolves when it is durable. Rejects with the signal's reason when the run has to stop; what
   * was given may or may not have been kept then. Effects are those of built-in jobs; of others
   * they are ignored.
   */
  readonly checkpoint: (value: Json, progress?: Progress, effect?: JobEffect) => Promise<void>;
  /** A line in the worker's log. */
  readonly log: (line: string) => void;
}
