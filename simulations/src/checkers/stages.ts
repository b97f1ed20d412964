// Where every job is by the oracle's table: for reports, and to know when there is nothing left to
// wait for.
import type { Commit, JobId } from '@rescind/shared';
import { findInJobEvents } from './events-of.ts';
import { LEGAL, TERMINAL, type Stage } from './oracle.ts';

export interface Stages {
  readonly jobs: ReadonlyMap<JobId, Stage>;
  fold(commit: Commit): void;
  /** Jobs that are neither at their end nor at rest. */
  unsettled(): readonly JobId[];
}

export function createStages(): Stages {
  const jobs = new Map<JobId, Stage>();
  const moving = new Set<JobId>();
  return {
    jobs,
    fold(commit) {
      findInJobEvents(commit, (job, { type }) => {
        const before = jobs.get(job);
        const stage = type === 'JobCreated' ? 'running' : before && LEGAL[before][type];
        if (stage === undefined) return undefined;
        jobs.set(job, stage);
        if (isAtRest(stage)) moving.delete(job);
        else moving.add(job);
        return undefined;
      });
    },
    unsettled: () => [...moving],
  };
}

function isAtRest(stage: Stage): boolean {
  return TERMINAL.has(stage) || stage === 'paused' || stage === 'undoing, paused';
}
