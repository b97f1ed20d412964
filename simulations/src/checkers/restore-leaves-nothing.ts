// S27, S29: what a RESTORE that was canceled or has failed had made is gone, but for databases that
// hold something of others; and whatever others have made is still there.
import { RESTORE, type ClusterEvent, type Commit, type JobId } from '@rescind/shared';
import type { Checker, Violation } from '../checker.ts';
import { createCatalogBook, namedIn, type KnownTable } from './catalog-book.ts';
import { createJobBook, wasUndone } from './job-book.ts';

export function createRestoreLeavesNothing(): Checker {
  const name = 'an undone RESTORE leaves nothing behind, and nothing of others goes';
  const jobs = createJobBook();
  const catalog = createCatalogBook();
  /** Databases left for what others have in them, by job. */
  const kept = new Map<JobId, Set<number>>();

  const violation = (job: JobId | undefined, message: string): Violation => ({
    checker: name,
    message,
    ...(job === undefined ? {} : { job }),
  });

  /** What a job may not take away; judged before the event is folded. */
  const judgeEvent = (event: ClusterEvent): string | undefined => {
    switch (event.type) {
      case 'TableDropped':
        return judgeDrop(event.table, event.job, event.by === undefined);
      case 'DatabaseDropped': {
        const database = catalog.databases.get(event.database);
        if (database === undefined) return `drops database ${event.database}, which is not there`;
        if (event.job !== undefined && database.madeBy !== event.job) {
          return `drops database ${database.name}, which it has not made`;
        }
        const [other] = namedIn(catalog, event.database);
        return other === undefined
          ? undefined
          : `drops database ${database.name}, in which table ${other.name} is`;
      }
      case 'RowsInserted': {
        const state = catalog.tables.get(event.table)?.state;
        return state === 'public' ? undefined : `puts rows into a table that is ${state ?? 'gone'}`;
      }
      default:
        return undefined;
    }
  };

  const judgeDrop = (id: number, job: JobId | undefined, byNobody: boolean): string | undefined => {
    const table = catalog.tables.get(id);
    if (table === undefined || table.state === 'dropped') {
      return `drops table ${id}, which has no name any more`;
    }
    if (job !== undefined && table.madeBy !== job) {
      return `drops table ${table.name}, which it has not made`;
    }
    if (job === undefined && byNobody) return `drops table ${table.name} for nobody`;
    return job === undefined && table.state === 'offline'
      ? `drops table ${table.name}, which a job fills`
      : undefined;
  };

  const judgeEnd = (job: JobId, when: string): Violation | undefined => {
    const table = [...catalog.tables.values()].find(isLeftBy(job));
    if (table !== undefined) {
      return violation(job, `table ${table.name} (${table.state}) of job ${job} is left ${when}`);
    }
    for (const database of catalog.databases.values()) {
      if (database.madeBy !== job) continue;
      if (kept.get(job)?.has(database.id) !== true) {
        return violation(job, `database ${database.name} of job ${job} is left ${when}`);
      }
      if (database.private) {
        return violation(job, `database ${database.name} still belongs to job ${job} ${when}`);
      }
    }
    return undefined;
  };

  const commit = ({ n, events }: Commit): Violation | undefined => {
    const ended: JobId[] = [];
    const keptNow: number[] = [];
    for (const event of events) {
      const wrong = judgeEvent(event);
      const job = 'job' in event ? event.job : undefined;
      if (wrong !== undefined) {
        const who = job === undefined ? event.type : `job ${job}`;
        return violation(job, `${who} ${wrong} (commit ${n})`);
      }
      if (event.type === 'DatabaseKept' && job !== undefined) {
        keptNow.push(event.database);
        kept.set(job, (kept.get(job) ?? new Set()).add(event.database));
      }
      catalog.fold(event);
      for (const each of jobs.fold(event, n).ended) {
        if (each.type === RESTORE && wasUndone(each)) ended.push(each.id);
      }
    }
    const empty = keptNow.find((id) => namedIn(catalog, id).length === 0);
    if (empty !== undefined) {
      return violation(undefined, `database ${empty} is kept for nothing in it (commit ${n})`);
    }
    for (const job of ended) {
      const found = judgeEnd(job, `in commit ${n}, in which it ended`);
      if (found !== undefined) return found;
    }
    return undefined;
  };

  return {
    name,
    observe: (event) => (event.kind === 'commit' ? commit(event.commit) : undefined),
  };
}

function isLeftBy(job: JobId): (table: KnownTable) => boolean {
  return ({ madeBy, state }) => madeBy === job && state !== 'dropped';
}
