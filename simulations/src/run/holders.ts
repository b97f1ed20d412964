// Which worker holds which job, as the log has it.
import { decodeIds, type Commit, type JobId } from '@rescind/shared';
import { isJobEvent } from '../checkers/events-of.ts';

export interface Holders {
  fold(commit: Commit): void;
  /** The worker that holds, or held last, the first job the commit names. */
  ofFirstJob(commit: Commit): string | undefined;
}

export function createHolders(): Holders {
  const workers = new Map<string, string>();
  const holders = new Map<JobId, string>();
  return {
    fold({ events }) {
      for (const event of events) {
        if (event.type === 'SessionOpened') workers.set(event.session.id, event.session.worker);
        if (event.type !== 'JobClaimed') continue;
        const worker = workers.get(event.session);
        if (worker === undefined) continue;
        for (const job of decodeIds(event.jobs)) holders.set(job, worker);
      }
    },
    ofFirstJob({ events }) {
      const [job] = events.filter(isJobEvent).flatMap((event) => decodeIds(event.jobs));
      return job === undefined ? undefined : holders.get(job);
    },
  };
}
