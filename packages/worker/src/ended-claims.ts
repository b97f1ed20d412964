// Which claims of this session have ended. Messages may come twice and late: a push that was true
// once must not start the same run again after it has ended.
import type { JobId, Task } from '@rescind/shared';

export interface EndedClaims {
  /** The execution of `fence` has ended and the leader said so in or after commit `n`. */
  add(job: JobId, fence: number, n: number): void;
  /**
   * True for a task that tells of an ended claim. `asked`: it answers a heartbeat of ours, so it
   * cannot be older than that heartbeat; a push may be of any age.
   */
  includes(task: Task, asked: boolean): boolean;
  /** To be called from time to time; no two calls may lie within an answer's longest way. */
  forgetOldest(): void;
}

/**
 * Remembers single claims for two spans between calls of `forgetOldest`. Of what is forgotten only
 * the newest commit is kept: a push no newer than that says nothing, and if it was true after all
 * the next heartbeat's answer repeats it.
 */
export function createEndedClaims(): EndedClaims {
  let young = new Map<JobId, number>();
  let old = new Map<JobId, number>();
  let youngest = 0;
  let oldest = 0;
  let forgotten = 0;
  return {
    add(job, fence, n) {
      young.set(job, fence);
      youngest = Math.max(youngest, n);
    },
    includes({ job, fence, n }, asked) {
      const ended = young.get(job) ?? old.get(job);
      if (ended !== undefined) return fence <= ended;
      return !asked && n <= forgotten;
    },
    forgetOldest() {
      forgotten = Math.max(forgotten, oldest);
      old = young;
      oldest = youngest;
      young = new Map();
    },
  };
}
