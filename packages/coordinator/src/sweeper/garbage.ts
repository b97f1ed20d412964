// Whether anybody may ever need an object again, judged by its name on one state. What is garbage
// on a state stays so on every later one, because nothing but a job itself can name what it wrote,
// and its right to do so ends with its fence: a judgement does not grow old, only incomplete.
import { INSERT_SWEPT_MS, isTerminal, type ClusterState, type JobId } from '@rescind/shared';
import type { NamedObjects } from './named-objects.ts';
import { ownerOf } from './owner.ts';

export interface Judgement {
  readonly state: ClusterState;
  /** Log time. */
  readonly at: number;
  readonly named: Pick<NamedObjects, 'has'>;
  /** Whose objects a GC job is going to remove; see `jobsLeftToGc`. */
  readonly leftToGc: ReadonlySet<JobId>;
}

export function isGarbage(name: string, { state, at, named, leftToGc }: Judgement): boolean {
  const owner = ownerOf(name);
  if (owner === undefined || named.has(name)) return false;
  if (owner.kind === 'insert') return at - owner.madeAt > INSERT_SWEPT_MS;
  if (leftToGc.has(owner.job)) return false;
  const job = state.jobs.get(owner.job);
  // One that is not known any more ended long ago: the state must be as new as the object.
  if (job === undefined || isTerminal(job.place)) return true;
  // A job that has kept nothing can find nothing of an earlier execution. What a checkpoint means
  // only its job knows: RESTORE says in a few numbers which objects of former fences it goes on
  // with, so there everything stays until the job has ended.
  return owner.fence < job.fence && job.checkpoint === null;
}

/**
 * Jobs whose objects a GC job is going to remove: a dropped table stays in the catalog until it
 * has.
 */
export function jobsLeftToGc({ catalog }: ClusterState): ReadonlySet<JobId> {
  const jobs = new Set<JobId>();
  for (const { state, job, layers } of catalog.tables.values()) {
    if (state !== 'dropped') continue;
    if (job !== null) jobs.add(job);
    for (const { manifest } of layers) {
      const owner = ownerOf(manifest);
      if (owner?.kind === 'job') jobs.add(owner.job);
    }
  }
  return jobs;
}
