// The world's content in memory: what a simulated world server holds.
import type { JobId } from '@rescind/shared';
import type { Effect } from '../history.ts';

export interface WorldContent {
  /** Carries one effect out, or refuses it; the result says which. */
  apply(op: Effect['op'], job: JobId, token: number, row: number): Effect;
  rows(job: JobId): readonly number[];
}

export function createWorldContent(): WorldContent {
  const jobs = new Map<JobId, { token: number; readonly rows: Set<number> }>();

  return {
    apply(op, job, token, row) {
      let one = jobs.get(job);
      if (one === undefined) jobs.set(job, (one = { token: 0, rows: new Set() }));
      const effect = { job, token, op, row };
      if (token < one.token) return { ...effect, accepted: false, changed: false };
      const isHigher = token > one.token;
      one.token = token;
      switch (op) {
        case 'fence':
          return { ...effect, accepted: true, changed: isHigher };
        case 'write': {
          const isNew = !one.rows.has(row);
          one.rows.add(row);
          return { ...effect, accepted: true, changed: isNew };
        }
        case 'remove':
          return { ...effect, accepted: true, changed: one.rows.delete(row) };
      }
    },
    rows: (job) => [...(jobs.get(job)?.rows ?? [])],
  };
}
