// What the checkers of data lie in wait for. A campaign in which one of these was never met has
// proved nothing about it, however quiet it was.
import type { Commit } from '@rescind/shared';
import { createJobBook, type KnownJob } from '../checkers/job-book.ts';
import { SCHEDULE_CASES, watchSchedules } from './data-cases/schedules.ts';
import { STATISTICS_CASES, watchStatistics } from './data-cases/statistics.ts';
import { TABLE_CASES, watchTables } from './data-cases/tables.ts';

export const DATA_CASES: readonly string[] = [
  ...TABLE_CASES,
  ...STATISTICS_CASES,
  ...SCHEDULE_CASES,
];

/** Those that a run has met, which had these commits. */
export function casesMet(commits: readonly Commit[]): readonly string[] {
  const met = new Set<string>();
  const jobs = createJobBook();
  const active = new Set<KnownJob>();
  const scene = {
    active: (is: (job: KnownJob) => boolean) => [...active].some(is),
    met: (what: string) => void met.add(what),
  };
  const watches = [watchTables(scene), watchStatistics(scene), watchSchedules(scene)];
  for (const commit of commits) {
    const made: KnownJob[] = [];
    const ended: KnownJob[] = [];
    for (const event of commit.events) {
      for (const watch of watches) watch.event(event, commit);
      const told = jobs.fold(event, commit.n);
      for (const job of told.made) active.add(job);
      for (const job of told.ended) active.delete(job);
      made.push(...told.made);
      ended.push(...told.ended);
    }
    for (const job of ended) for (const watch of watches) watch.ended(job, made);
  }
  return [...met];
}
