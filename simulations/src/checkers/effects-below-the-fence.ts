// S12, S16, S24, S25, S27 for the world outside: nothing is accepted from a run that a newer one
// has fenced off, nothing changes after a job's end, and what a canceled or failed job had written
// is gone then and stays gone.
import type { Commit, JobId } from '@rescind/shared';
import type { Checker, Violation } from '../checker.ts';
import type { Effect } from '../history.ts';
import { createClaims } from './claims.ts';
import { findInJobEvents } from './events-of.ts';

export function createEffectsBelowTheFence(): Checker {
  const name = 'no effect below the fence, none left behind';
  const claims = createClaims();
  const worlds = new Map<JobId, { highest: number; readonly rows: Set<number> }>();
  const steps = new Map<JobId, number>();

  const violation = (job: JobId, message: string): Violation => ({ checker: name, job, message });

  const effect = ({ job, token, op, row, accepted, changed }: Effect): Violation | undefined => {
    const known = claims.jobs.get(job);
    let world = worlds.get(job);
    if (world === undefined) worlds.set(job, (world = { highest: 0, rows: new Set() }));
    if (!accepted) return undefined;
    const what = `${op} of row ${row} of job ${job} with token ${token}`;
    if (known === undefined || token > known.fence) {
      return violation(job, `${what} was accepted, and the log has given out no such fence`);
    }
    if (token < world.highest) {
      return violation(job, `${what} was accepted after one with ${world.highest}`);
    }
    world.highest = token;
    if (changed && op !== 'fence' && known.ended !== null) {
      return violation(job, `${what} was accepted after ${known.ended}`);
    }
    if (op === 'write') world.rows.add(row);
    if (op === 'remove') world.rows.delete(row);
    return undefined;
  };

  const judgeEnd = (job: JobId, type: string, when: string): Violation | undefined => {
    const rows = worlds.get(job)?.rows ?? NO_ROWS;
    if (type === 'JobSucceeded') {
      const expected = steps.get(job);
      if (expected === undefined || rows.size === expected) return undefined;
      return violation(job, `job ${job} has ${rows.size} of ${expected} rows ${when}`);
    }
    if (rows.size === 0) return undefined;
    return violation(job, `rows ${[...rows].join(', ')} of job ${job} are still there ${when}`);
  };

  const commit = (given: Commit): Violation | undefined => {
    for (const event of given.events) claims.apply(event, () => undefined);
    return findInJobEvents(given, (job, event, index) => {
      if (event.type === 'JobCreated') steps.set(job, stepsOf(event.details[index]));
      if (!isEnd(event.type)) return undefined;
      return judgeEnd(job, event.type, `at ${event.type} in commit ${given.n}`);
    });
  };

  const judgeAll = (): Violation | undefined => {
    for (const [job, { ended }] of claims.jobs) {
      const found = ended === null ? undefined : judgeEnd(job, ended, 'at the end of the run');
      if (found !== undefined) return found;
    }
    return undefined;
  };

  return {
    name,
    observe(event) {
      switch (event.kind) {
        case 'commit':
          return commit(event.commit);
        case 'effect':
          return effect(event);
        case 'end':
          return judgeAll();
        default:
          return undefined;
      }
    },
  };
}

const NO_ROWS: ReadonlySet<number> = new Set();

function isEnd(type: string): boolean {
  return type === 'JobSucceeded' || type === 'JobCanceled' || type === 'JobFailed';
}

/** How many rows a job of the simulated types writes. */
function stepsOf(details: unknown): number {
  return (details as { readonly steps?: number } | null)?.steps ?? 0;
}
