// S28: an undone RESTORE has queued exactly one job that clears its data, of all its tables, which
// nobody can cancel; one that had made no table has queued none. However often it was undone.
import {
  RESTORE,
  SCHEMA_CHANGE_GC,
  type Commit,
  type GcDetails,
  type JobId,
} from '@rescind/shared';
import type { Checker, Violation } from '../checker.ts';
import { createJobBook, wasUndone, type KnownJob } from './job-book.ts';

export function createOneGcJob(): Checker {
  const name = 'an undone RESTORE queues one GC job';
  const jobs = createJobBook();
  const made = new Map<JobId, number[]>();
  const queued = new Map<JobId, KnownJob>();
  /** Tables that were dropped, and those that some GC job is to clear. */
  const toClear = new Map<number, JobId>();

  const violation = (job: JobId, message: string): Violation => ({ checker: name, job, message });

  const judgeGc = (gc: KnownJob): Violation | undefined => {
    const { job, tables } = gc.details as unknown as GcDetails;
    for (const { id } of tables) {
      const before = toClear.get(id);
      if (before !== undefined) {
        return violation(gc.id, `table ${id} is to be cleared by job ${before} and by ${gc.id}`);
      }
      toClear.set(id, gc.id);
    }
    if (gc.cancelable) return violation(gc.id, `GC job ${gc.id} could be canceled`);
    if (job === null) return undefined;
    const before = queued.get(job);
    if (before !== undefined) {
      return violation(job, `job ${job} has queued two GC jobs, ${before.id} and ${gc.id}`);
    }
    queued.set(job, gc);
    return undefined;
  };

  const judgeEnd = ({ id }: KnownJob, n: number): Violation | undefined => {
    const tables = made.get(id) ?? [];
    const gc = queued.get(id);
    if (tables.length === 0) {
      if (gc === undefined) return undefined;
      return violation(id, `job ${id} had made no table and has queued GC job ${gc.id}`);
    }
    if (gc === undefined) {
      return violation(id, `job ${id} ended in commit ${n} without a GC job of its tables`);
    }
    const named = new Set((gc.details as unknown as GcDetails).tables.map((each) => each.id));
    const missing = tables.find((table) => !named.has(table));
    if (missing === undefined) return undefined;
    return violation(id, `GC job ${gc.id} of job ${id} does not name table ${missing}`);
  };

  const commit = ({ n, events }: Commit): Violation | undefined => {
    const ended: KnownJob[] = [];
    const dropped: number[] = [];
    for (const event of events) {
      if (event.type === 'TableCreated' && event.job !== undefined) {
        made.set(event.job, [...(made.get(event.job) ?? []), event.table.id]);
      }
      if (event.type === 'TableDropped') dropped.push(event.table);
      const told = jobs.fold(event, n);
      for (const job of told.made) {
        const found = job.type === SCHEMA_CHANGE_GC ? judgeGc(job) : undefined;
        if (found !== undefined) return found;
      }
      ended.push(...told.ended.filter((job) => job.type === RESTORE && wasUndone(job)));
    }
    const lost = dropped.find((table) => !toClear.has(table));
    if (lost !== undefined) {
      const message = `table ${lost} is dropped in commit ${n}, and no job is to clear it`;
      return { checker: name, message };
    }
    for (const job of ended) {
      const found = judgeEnd(job, n);
      if (found !== undefined) return found;
    }
    return undefined;
  };

  return {
    name,
    observe: (event) => (event.kind === 'commit' ? commit(event.commit) : undefined),
  };
}
