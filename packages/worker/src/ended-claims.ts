// Which claims of this session have ended. Messages may come twice and late: a push that was true
// once must not start the same run again after it has ended.
import type { JobId, Task } from '@rescind/shared';

export interface EndedClaims {
  /** The execution of `fence` has ended and the leader said so in or after commit `n`. */
  add(job: JobId, fence: number, n: number): void;
  /**
   * True for a task that tells of an ended claim. `asked`: it answers the newest heartbeat
   * answered so far, so it is no older than that one; a push may be of any age.
   */
  includes(task: Task, asked: boolean): boolean;
  /** A heartbeat is being sent at `at` (monotonic). */
  heartbeatSent(at: number): void;
  /** The heartbeat sent at `at` was answered; answers to earlier ones are not listened to. */
  heartbeatAnswered(at: number): void;
}

/**
 * A claim is remembered until a heartbeat sent after its end was answered: what answers say from
 * then on includes that end. Of all that is forgotten the newest commit is kept: a push no newer
 * than that says nothing, and if it was true after all the next answer repeats it.
 */
export function createEndedClaims(): EndedClaims {
  let young = new Map<JobId, number>();
  let youngest = 0;
  /** What had ended when the heartbeat at `oldAt` was sent; null when nothing waits for it. */
  let old: Map<JobId, number> | null = null;
  let oldest = 0;
  let oldAt = 0;
  let forgotten = 0;
  return {
    add(job, fence, n) {
      young.set(job, fence);
      youngest = Math.max(youngest, n);
    },
    includes({ job, fence, n }, asked) {
      const ended = young.get(job) ?? old?.get(job);
      if (ended !== undefined) return fence <= ended;
      return !asked && n <= forgotten;
    },
    heartbeatSent(at) {
      if (old !== null || young.size === 0) return;
      old = young;
      oldest = youngest;
      oldAt = at;
      young = new Map();
    },
    heartbeatAnswered(at) {
      if (old === null || at < oldAt) return;
      forgotten = Math.max(forgotten, oldest);
      old = null;
    },
  };
}
