// S33: no automatic statistics job is made while another statistics job has not ended, and none
// runs beside an older one; a user's own are never refused for that reason.
import {
  AUTO_CREATE_STATS,
  CREATE_STATS,
  type ClusterEvent,
  type Commit,
  type JobId,
} from '@rescind/shared';
import type { Checker, Violation } from '../checker.ts';
import { createJobBook, isOver, type KnownJob } from './job-book.ts';

export function createStatsExclusion(): Checker {
  const name = 'automatic statistics exclude each other and wait for users';
  const jobs = createJobBook();
  const active = new Map<JobId, KnownJob>();
  const manual = new Set<string>();
  /** Rows ever written into each table. */
  const written = new Map<number, number>();

  const made = (job: KnownJob, n: number): Violation | undefined => {
    if (!isStatistics(job)) return undefined;
    const other = [...active.values()].find((each) => !isOver(each));
    active.set(job.id, job);
    if (job.type !== AUTO_CREATE_STATS || other === undefined) return undefined;
    const message =
      `automatic statistics job ${job.id} is made in commit ${n} ` +
      `while ${other.type} job ${other.id} is ${other.stage}`;
    return { checker: name, job: job.id, message };
  };

  /** Rows only ever come in: what a job has counted is what was written when it looked. */
  const judgeRows = (event: ClusterEvent, n: number): Violation | undefined => {
    switch (event.type) {
      case 'RowsInserted':
        add(
          event.table,
          (event.rows?.length ?? 0) + (event.layer?.rows ?? 0) - (event.merged ?? 0),
        );
        return undefined;
      case 'TablesPublished':
        for (const { id, layers } of event.tables) {
          add(
            id,
            layers.reduce((sum, { rows }) => sum + rows, 0),
          );
        }
        return undefined;
      case 'StatisticsRecorded': {
        const { rows, written: seen, job } = event.statistics;
        if (rows === seen && seen <= (written.get(event.table) ?? 0)) return undefined;
        const message =
          `job ${job} has counted ${rows} rows of table ${event.table} when ${seen} of ` +
          `${written.get(event.table) ?? 0} were written (commit ${n})`;
        return { checker: name, job, message };
      }
      default:
        return undefined;
    }
  };
  const add = (table: number, rows: number): void =>
    void written.set(table, (written.get(table) ?? 0) + rows);

  const commit = ({ n, events }: Commit): Violation | undefined => {
    for (const event of events) {
      const told = jobs.fold(event, n);
      for (const job of told.ended) active.delete(job.id);
      for (const job of told.made) {
        const found = made(job, n);
        if (found !== undefined) return found;
      }
      const found = judgeRows(event, n);
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
        case 'asked':
          if (event.command.kind === 'CreateStatistics') manual.add(event.request);
          return undefined;
        case 'answered': {
          const { request, reply } = event;
          if (reply.ok || !manual.has(request)) return undefined;
          if (!/already running/.test(reply.error.message)) return undefined;
          const message = `a user's CREATE STATISTICS was refused: ${reply.error.message}`;
          return { checker: name, message };
        }
        default:
          return undefined;
      }
    },
  };
}

function isStatistics({ type }: KnownJob): boolean {
  return type === CREATE_STATS || type === AUTO_CREATE_STATS;
}
