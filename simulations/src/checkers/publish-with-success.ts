// S26: a RESTORE's tables are everybody's in the very commit in which it succeeds, all of them, and
// in no other; statistics stand in the commit in which their job succeeds, what was cleared too.
import { decodeIds, RESTORE, type Commit, type JobId } from '@rescind/shared';
import type { Checker, Violation } from '../checker.ts';
import { createCatalogBook } from './catalog-book.ts';
import { createJobBook } from './job-book.ts';

export function createPublishWithSuccess(): Checker {
  const name = 'what a job brings about, it brings about with its success';
  const jobs = createJobBook();
  const catalog = createCatalogBook();

  const violation = (job: JobId, message: string): Violation => ({ checker: name, job, message });

  const commit = ({ n, events }: Commit): Violation | undefined => {
    /** Who has brought about what in this commit. */
    const effects: { readonly job: JobId; readonly what: string }[] = [];
    for (const event of events) {
      if (event.type === 'TablesPublished') effects.push({ job: event.job, what: 'publishes' });
      if (event.type === 'BackupCompleted') {
        effects.push({ job: event.job, what: 'completes its backup' });
      }
      if (event.type === 'StatisticsRecorded') {
        effects.push({ job: event.statistics.job, what: 'records statistics' });
      }
      if (event.type === 'TablesCleared' && event.job !== undefined) {
        effects.push({ job: event.job, what: 'clears tables' });
      }
      catalog.fold(event);
      jobs.fold(event, n);
    }
    for (const { job, what } of effects) {
      const known = jobs.jobs.get(job);
      const succeeds = known?.stage === 'succeeded' && endsIn(events, job);
      if (succeeds) continue;
      const is = known === undefined ? 'is unknown' : `is ${known.stage}`;
      return violation(job, `job ${job} ${what} in commit ${n}, in which it ${is}`);
    }
    return hidden(n);
  };

  /** A table of a RESTORE that has succeeded and is still offline. */
  const hidden = (n: number): Violation | undefined => {
    for (const { name: table, state, madeBy } of catalog.tables.values()) {
      if (state !== 'offline' || madeBy === null) continue;
      const job = jobs.jobs.get(madeBy);
      if (job?.type !== RESTORE || job.stage !== 'succeeded') continue;
      return violation(madeBy, `job ${madeBy} succeeded by commit ${n}, table ${table} is offline`);
    }
    return undefined;
  };

  return {
    name,
    observe: (event) => (event.kind === 'commit' ? commit(event.commit) : undefined),
  };
}

function endsIn(events: Commit['events'], job: JobId): boolean {
  // One event may name many jobs; a succeeded job cannot have succeeded before.
  return events.some(
    (event) => event.type === 'JobSucceeded' && decodeIds(event.jobs).includes(job),
  );
}
