// A job finds what it was made for: what it protects is not gone when it comes to read it, and what
// the log has is not missing to it, because whoever it asked knew less than the commit that made it.
import { decodeIds, type ClusterEvent, type Commit, type JobEvent } from '@rescind/shared';
import type { Checker, Violation } from '../checker.ts';
import { createCatalogBook } from './catalog-book.ts';
import { createJobBook } from './job-book.ts';

export function createFindsWhatIsThere(): Checker {
  const name = 'a job finds what is there';
  const jobs = createJobBook();
  const catalog = createCatalogBook();

  const judge = (event: JobEvent, error: string, n: number): Violation | undefined => {
    const job = decodeIds(event.jobs).find((id) => isBuiltIn(jobs.jobs.get(id)?.type ?? ''));
    if (job === undefined) return undefined;
    const table = Number(/table (\d+) does not exist/.exec(error)?.[1]);
    const isMissed = catalog.tables.get(table)?.state === 'public';
    if (!isMissed && !/ (is|are) gone\b/.test(error)) return undefined;
    const what = isMissed ? 'did not find what is there' : 'found what it needs gone';
    return { checker: name, job, message: `job ${job} ${what} (commit ${n}): ${error}` };
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

/** The simulated types fail as they like. */
function isBuiltIn(type: string): boolean {
  return type === type.toUpperCase() && type !== '';
}
