// S01: after a job has succeeded, was canceled or has failed, nothing ever happens to it again.
import type { JobEvent, JobId } from '@rescind/shared';
import type { Checker } from '../checker.ts';
import { findInJobEvents } from './events-of.ts';

const ENDS: ReadonlySet<JobEvent['type']> = new Set(['JobSucceeded', 'JobCanceled', 'JobFailed']);

interface End {
  readonly type: JobEvent['type'];
  readonly n: number;
}

export function createTerminalIsFinal(): Checker {
  const name = 'terminal is final';
  const ended = new Map<JobId, End>();
  return {
    name,
    observe(event) {
      if (event.kind !== 'commit') return undefined;
      const { n } = event.commit;
      return findInJobEvents(event.commit, (job, { type }) => {
        const end = ended.get(job);
        if (end !== undefined) {
          const before = `${end.type} in commit ${end.n}`;
          const message = `job ${job}: ${type} in commit ${n} comes after ${before}`;
          return { checker: name, job, message };
        }
        if (ENDS.has(type)) ended.set(job, { type, n });
        return undefined;
      });
    },
  };
}
