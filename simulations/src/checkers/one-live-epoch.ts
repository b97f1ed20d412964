// S02, S16-S18, S20-S22 with D2: of a job at most one execution is live whose session is; its fence
// never rises over a run that has not stopped, unless that run's session has ended.
import type { Commit, JobId } from '@rescind/shared';
import type { Checker, Violation } from '../checker.ts';
import type { Execution } from '../history.ts';
import { createClaims } from './claims.ts';

export function createOneLiveEpoch(): Checker {
  const name = 'one live epoch, and none starts before the last has stopped';
  const claims = createClaims();
  const running = new Map<JobId, Execution[]>();

  const violation = (job: JobId, message: string): Violation => ({ checker: name, job, message });

  /** A live execution whose session is not over, other than `except`. */
  const liveRun = (job: JobId, except?: Execution): Execution | undefined =>
    running.get(job)?.find((run) => run !== except && claims.isOpen(sessionOf(run) ?? ''));

  const sessionOf = ({ job, fence }: Execution): string | undefined =>
    claims.jobs.get(job)?.rights.get(fence)?.session;

  const start = (run: Execution): Violation | undefined => {
    const { job, fence, direction, worker } = run;
    const who = `${worker} starts a ${direction} run of job ${job} with fence ${fence}`;
    const known = claims.jobs.get(job);
    const right = known?.rights.get(fence);
    if (known === undefined || right === undefined)
      return violation(job, `${who}, which no claim allows`);
    if (right.direction !== direction) {
      return violation(job, `${who}, which was given for a ${right.direction} run`);
    }
    // A worker whose session is over may not know it yet; what it does is refused outside.
    const isOver = !claims.isOpen(right.session);
    if (fence < known.fence && !isOver) {
      return violation(job, `${who}, although the fence stands at ${known.fence}`);
    }
    const other = isOver ? undefined : liveRun(job);
    if (other !== undefined) {
      return violation(job, `${who} while ${other.worker} runs it with fence ${other.fence}`);
    }
    running.set(job, [...(running.get(job) ?? []), run]);
    return undefined;
  };

  const settle = ({ job, fence, worker, direction }: Execution): void => {
    const runs = running.get(job);
    const index = runs?.findIndex(
      (run) => run.fence === fence && run.worker === worker && run.direction === direction,
    );
    if (index !== undefined && index >= 0) runs!.splice(index, 1);
  };

  const bury = (process: string): void => {
    for (const [job, runs] of running) {
      if (runs.length > 0)
        running.set(
          job,
          runs.filter((run) => run.worker !== process),
        );
    }
  };

  /** A claim of a session that is over: nobody would ever run the job. */
  const orphaned = (): Violation | undefined => {
    for (const [job, { session }] of claims.jobs) {
      if (session === null || claims.isOpen(session)) continue;
      return violation(job, `job ${job} is still claimed by session ${session}, which has ended`);
    }
    return undefined;
  };

  const commit = ({ n, events }: Commit): Violation | undefined => {
    const risen: { readonly job: JobId; readonly type: string }[] = [];
    for (const event of events) {
      const wrong = claims.apply(event, (job) => risen.push({ job, type: event.type }));
      if (wrong !== undefined) return { checker: name, message: `${wrong} (commit ${n})` };
    }
    const orphan = events.some(({ type }) => type === 'SessionEnded') ? orphaned() : undefined;
    if (orphan !== undefined) return orphan;
    for (const { job, type } of risen) {
      const run = liveRun(job);
      if (run === undefined || run.fence >= claims.jobs.get(job)!.fence) continue;
      return violation(
        job,
        `${type} in commit ${n} raises the fence of job ${job} over the ${run.direction} run ` +
          `that ${run.worker} has not stopped (fence ${run.fence})`,
      );
    }
    return undefined;
  };

  return {
    name,
    observe(event) {
      switch (event.kind) {
        case 'commit':
          return commit(event.commit);
        case 'run-started':
          return start(event);
        case 'run-settled':
          settle(event);
          return undefined;
        case 'process-died':
          bury(event.process);
          return undefined;
        default:
          return undefined;
      }
    },
  };
}
