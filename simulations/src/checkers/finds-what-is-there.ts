// A job finds what it was made for: what it protects is not gone when it comes to read it, and what
// the log has is not missing to it because whoever it asked knew less than what made it.
import {
  AUTO_CREATE_STATS,
  BACKUP,
  CREATE_STATS,
  decodeIds,
  type ClusterEvent,
  type Commit,
  type JobEvent,
  type StatisticsDetails,
} from '@rescind/shared';
import type { Checker, Violation } from '../checker.ts';
import { createCatalogBook } from './catalog-book.ts';
import { createJobBook, type KnownJob } from './job-book.ts';

export function createFindsWhatIsThere(): Checker {
  const name = 'a job finds what is there';
  const jobs = createJobBook();
  const catalog = createCatalogBook();

  const judge = (event: JobEvent, error: string, n: number): Violation | undefined => {
    if (!/ (is|are) gone\b|^table \d+ does not exist$/.test(error)) return undefined;
    const job = decodeIds(event.jobs).find((id) => isOwed(jobs.jobs.get(id)));
    if (job === undefined) return undefined;
    const message = `job ${job} does not find what is there (commit ${n}): ${error}`;
    return { checker: name, job, message };
  };

  /** A BACKUP protects what it reads. For statistics nothing is kept: they take what is there. */
  const isOwed = (job: KnownJob | undefined): boolean => {
    if (job?.type === BACKUP) return true;
    if (job?.type !== CREATE_STATS && job?.type !== AUTO_CREATE_STATS) return false;
    const { table } = job.details as unknown as StatisticsDetails;
    return catalog.tables.get(table)?.state === 'public';
  };

  const commit = ({ n, events }: Commit): Violation | undefined => {
    for (const event of events) {
      const error = errorOf(event);
      const found = error === undefined ? undefined : judge(event as JobEvent, error, n);
      if (found !== undefined) return found;
      jobs.fold(event, n);
      catalog.fold(event);
    }
    return undefined;
  };

  return {
    name,
    observe: (event) => (event.kind === 'commit' ? commit(event.commit) : undefined),
  };
}

/** With what a run has ended that was not asked to. */
function errorOf(event: ClusterEvent): string | undefined {
  if (event.type === 'JobAttemptFailed') return event.error;
  if (event.type !== 'JobReverting') return undefined;
  return event.cause.kind === 'error' ? event.cause.message : event.runError;
}
