// A worker that cannot renew its session stops before the cluster gives its work to others:
// when a session expires, the signals of its runs have fired, unless their process is suspended.
// Where clocks run at different rates nobody can promise that; then the fence alone protects.
import type { Commit, JobId } from '@rescind/shared';
import type { Checker, Violation } from '../checker.ts';
import type { Execution } from '../history.ts';
import { createClaims } from './claims.ts';

/** A process that wakes has this long to notice how late it is. */
const WAKING_MS = 200;

export function createGivesItselfUp(): Checker {
  const name = 'a worker gives itself up before it is given up';
  const claims = createClaims();
  /** Forward runs whose signal has not fired, by job. */
  const free = new Map<JobId, Execution[]>();
  const paused = new Set<string>();
  const wokeAt = new Map<string, number>();

  const isExcused = (worker: string, at: number): boolean =>
    paused.has(worker) || at - (wokeAt.get(worker) ?? -Infinity) < WAKING_MS;

  const forget = ({ job, worker, fence }: Execution): void => {
    const rest = free.get(job)?.filter((run) => run.worker !== worker || run.fence !== fence);
    if (rest !== undefined) free.set(job, rest);
  };

  const expired = (session: string, at: number, n: number): Violation | undefined => {
    for (const [job, runs] of free) {
      for (const { worker, fence } of runs) {
        if (claims.jobs.get(job)?.rights.get(fence)?.session !== session) continue;
        if (isExcused(worker, at)) continue;
        const message =
          `${worker} still works on job ${job} with fence ${fence}, and nothing has told it to ` +
          `stop, when its session expires in commit ${n}`;
        return { checker: name, job, message };
      }
    }
    return undefined;
  };

  const commit = ({ n, events }: Commit, at: number): Violation | undefined => {
    let found: Violation | undefined;
    for (const event of events) {
      if (event.type === 'SessionEnded' && event.reason === 'expired') {
        found ??= expired(event.session, at, n);
      }
      claims.apply(event, () => undefined);
    }
    return found;
  };

  return {
    name,
    observe(event) {
      switch (event.kind) {
        case 'commit':
          return commit(event.commit, event.at);
        case 'run-started':
          if (event.direction === 'forward') {
            free.set(event.job, [...(free.get(event.job) ?? []), event]);
          }
          return undefined;
        case 'stop-asked':
        case 'run-settled':
          forget(event);
          return undefined;
        case 'process-died':
          for (const runs of free.values()) {
            for (const run of runs) if (run.worker === event.process) forget(run);
          }
          return undefined;
        case 'process-paused':
          paused.add(event.process);
          return undefined;
        case 'process-woke':
          paused.delete(event.process);
          wokeAt.set(event.process, event.at);
          return undefined;
        default:
          return undefined;
      }
    },
  };
}
