// S49, L07: automatic statistics that were canceled come back at once, as a new job in the very
// commit or as a wish that is granted as soon as nothing stands in its way; not when they are off.
import {
  AUTO_CREATE_STATS,
  CREATE_STATS,
  type ClusterEvent,
  type Commit,
  type JobId,
  type StatisticsDetails,
} from '@rescind/shared';
import type { Checker, Violation } from '../checker.ts';
import { createCatalogBook } from './catalog-book.ts';
import { createJobBook, type KnownJob } from './job-book.ts';

const SETTING = 'sql.stats.automatic_collection.enabled';

export function createRetrigger(): Checker {
  const name = 'canceled automatic statistics come back at once, unless they are off';
  const jobs = createJobBook();
  const catalog = createCatalogBook();
  const active = new Set<JobId>();
  const wishes = new Set<number>();
  let enabled = true;

  const violation = (message: string, job?: JobId): Violation => ({
    checker: name,
    message,
    ...(job === undefined ? {} : { job }),
  });

  const foldWish = (event: ClusterEvent): void => {
    if (event.type === 'SettingChanged' && event.name === SETTING) {
      enabled = event.value !== 0;
    }
    if (event.type === 'StatisticsWanted') wishes.add(event.table);
    if (event.type === 'StatisticsUnwanted') wishes.delete(event.table);
    if (event.type === 'TableDropped') wishes.delete(event.table);
  };

  /** `made`: the automatic jobs of this commit. */
  const judgeCanceled = (
    job: KnownJob,
    made: readonly KnownJob[],
    n: number,
  ): Violation | undefined => {
    const table = tableOf(job);
    const again = made.find((each) => tableOf(each) === table);
    const isThere = catalog.tables.get(table)?.state === 'public';
    if (!enabled || !isThere) {
      if (again === undefined && !wishes.has(table)) return undefined;
      const why = enabled ? 'their table is gone' : 'they are off';
      return violation(`statistics job ${job.id} comes back in commit ${n}, but ${why}`, job.id);
    }
    if (again !== undefined || wishes.has(table)) return undefined;
    return violation(
      `automatic statistics job ${job.id} of table ${table} was canceled in commit ${n}, and ` +
        'neither a new job nor a wish for one came with it',
      job.id,
    );
  };

  const commit = ({ n, events }: Commit): Violation | undefined => {
    const made: KnownJob[] = [];
    const canceled: KnownJob[] = [];
    for (const event of events) {
      catalog.fold(event);
      foldWish(event);
      const told = jobs.fold(event, n);
      for (const job of told.made) {
        if (!isStatistics(job)) continue;
        active.add(job.id);
        if (job.type === AUTO_CREATE_STATS) made.push(job);
      }
      for (const job of told.ended) {
        active.delete(job.id);
        if (job.type === AUTO_CREATE_STATS && job.stage === 'canceled') canceled.push(job);
      }
    }
    for (const job of canceled) {
      const found = judgeCanceled(job, made, n);
      if (found !== undefined) return found;
    }
    const [wish] = wishes;
    if (wish === undefined || active.size > 0 || !enabled) return undefined;
    return violation(
      `after commit ${n} statistics of table ${wish} are wanted, nothing stands in their way, ` +
        'and there is no job',
    );
  };

  return {
    name,
    observe: (event) => (event.kind === 'commit' ? commit(event.commit) : undefined),
  };
}

function isStatistics({ type }: KnownJob): boolean {
  return type === CREATE_STATS || type === AUTO_CREATE_STATS;
}

function tableOf({ details }: KnownJob): number {
  return (details as unknown as StatisticsDetails).table;
}
