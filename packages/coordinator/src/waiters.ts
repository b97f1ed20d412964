// Those who wait for the state to move: until a position is folded, or until jobs are at their end.
import { isTerminal, type Clock, type ClusterState, type JobId } from '@rescind/shared';
import type { Folded } from './replica.ts';

export interface Waiters {
  /** True once the state has folded `position`; false after `waitMs`. */
  position(position: number, waitMs: number): Promise<boolean>;
  /** True once every job is terminal or unknown; false after `waitMs`. */
  ended(ids: readonly JobId[], waitMs: number): Promise<boolean>;
  folded(folded: Folded): void;
  /** Tells everybody who waits that it has not happened. */
  stop(): void;
}

interface Waiting {
  readonly isMet: () => boolean;
  readonly end: (met: boolean) => void;
}

export function createWaiters(state: ClusterState, clock: Clock): Waiters {
  const positions = new Set<Waiting>();
  const byJob = new Map<JobId, Set<Waiting>>();

  const wait = (
    isMet: () => boolean,
    waitMs: number,
    enroll: (waiting: Waiting) => () => void,
  ): Promise<boolean> => {
    if (isMet()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const waiting: Waiting = {
        isMet,
        end: (met) => {
          clock.clearTimeout(timer);
          leave();
          resolve(met);
        },
      };
      const leave = enroll(waiting);
      const timer = clock.setTimeout(() => waiting.end(false), waitMs);
    });
  };

  const hasEnded = (id: JobId): boolean => {
    const job = state.jobs.get(id);
    return job === undefined || isTerminal(job.place);
  };

  return {
    position: (position, waitMs) =>
      wait(
        () => state.n >= position,
        waitMs,
        (waiting) => {
          positions.add(waiting);
          return () => positions.delete(waiting);
        },
      ),
    ended: (ids, waitMs) =>
      wait(
        () => ids.every(hasEnded),
        waitMs,
        (waiting) => {
          for (const id of ids) {
            const set = byJob.get(id);
            if (set === undefined) byJob.set(id, new Set([waiting]));
            else set.add(waiting);
          }
          return () => {
            for (const id of ids) {
              const set = byJob.get(id);
              set?.delete(waiting);
              if (set?.size === 0) byJob.delete(id);
            }
          };
        },
      ),
    folded({ changes }) {
      for (const waiting of [...positions]) if (waiting.isMet()) waiting.end(true);
      if (byJob.size === 0) return;
      for (const { after } of changes) {
        if (!isTerminal(after.place)) continue;
        for (const waiting of [...(byJob.get(after.id) ?? [])]) {
          if (waiting.isMet()) waiting.end(true);
        }
      }
    },
    stop() {
      for (const waiting of [...positions]) waiting.end(false);
      for (const set of [...byJob.values()]) for (const waiting of [...set]) waiting.end(false);
    },
  };
}
