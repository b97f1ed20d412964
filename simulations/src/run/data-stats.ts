// What became of the jobs that work on data, in numbers.
import { BUILT_IN_TYPES, RESTORE, type Commit } from '@rescind/shared';
import { createJobBook } from '../checkers/job-book.ts';
import type { SeenObjects } from '../history/seen-objects.ts';
import { casesMet } from './data-cases.ts';

export interface DataStats {
  /** Jobs by type and where they are at the end: `BACKUP canceled`. */
  readonly jobs: Readonly<Record<string, number>>;
  readonly canceledRestores: number;
  /** Objects that are there at the end, of the cluster and outside. */
  readonly objects: number;
  /** What checkers lie in wait for and the run has met; see data-cases.ts. */
  readonly met: readonly string[];
}

export function collectDataStats(commits: readonly Commit[], objects: SeenObjects): DataStats {
  const book = createJobBook();
  for (const { n, events } of commits) for (const event of events) book.fold(event, n);
  const jobs: Record<string, number> = {};
  let canceledRestores = 0;
  for (const { type, stage } of book.jobs.values()) {
    if (!BUILT_IN_TYPES.has(type)) continue;
    jobs[`${type} ${stage}`] = (jobs[`${type} ${stage}`] ?? 0) + 1;
    if (type === RESTORE && stage === 'canceled') canceledRestores++;
  }
  return {
    jobs,
    canceledRestores,
    objects: objects.cluster.size + objects.outside.size,
    met: casesMet(commits),
  };
}
