// S50: whoever waits for the end of a job is told of the end that stands in the log, and not before
// it stands there.
import type { JobId } from '@rescind/shared';
import type { Checker } from '../checker.ts';
import { findInJobEvents } from './events-of.ts';

const STATUS_OF: Readonly<Record<string, string>> = {
  JobSucceeded: 'succeeded',
  JobCanceled: 'canceled',
  JobFailed: 'failed',
};

export function createWaitersHearTheTruth(): Checker {
  const name = 'waiters hear the truth';
  const ended = new Map<JobId, string>();
  return {
    name,
    observe(event) {
      if (event.kind === 'commit') {
        return findInJobEvents(event.commit, (job, { type }) => {
          const status = STATUS_OF[type];
          if (status !== undefined) ended.set(job, status);
          return undefined;
        });
      }
      if (event.kind !== 'settled' || ended.get(event.job) === event.status) return undefined;
      const { job, status } = event;
      const is = ended.get(job) ?? 'not at its end';
      const message = `somebody was told that job ${job} is ${status}, it is ${is}`;
      return { checker: name, job, message };
    },
  };
}
