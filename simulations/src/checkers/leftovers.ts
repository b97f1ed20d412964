// What is still to be done when every job is at rest: objects of the cluster's that nothing names
// wait to be removed, and backups that succeeded wait for their manifests.
import { SCHEMA_CHANGE_GC, type Commit, type GcDetails, type JobId } from '@rescind/shared';
import { createCatalogBook } from './catalog-book.ts';
import { createJobBook, isOver, type KnownJob } from './job-book.ts';
import { segmentsOf } from './stored-rows.ts';

export interface Leftovers {
  fold(commit: Commit): void;
  /** Names of the objects that no table and no job names by now, in order. */
  unnamed(objects: ReadonlyMap<string, Uint8Array>): readonly string[];
  readonly unpublished: ReadonlySet<JobId>;
  /** Whether the job clears what another one, which is paused, still protects. */
  waits(job: JobId): boolean;
}

export function createLeftovers(): Leftovers {
  const jobs = createJobBook();
  const catalog = createCatalogBook();
  const unpublished = new Set<JobId>();
  /** Since which commit a job protects what there is. */
  const protections = new Map<JobId, number>();

  const gcJobs = (): readonly { readonly of: KnownJob; readonly details: GcDetails }[] =>
    [...jobs.jobs.values()]
      .filter((job) => job.type === SCHEMA_CHANGE_GC && !isOver(job))
      .map((of) => ({ of, details: of.details as unknown as GcDetails }));

  const named = (objects: ReadonlyMap<string, Uint8Array>): ReadonlySet<string> => {
    const names = new Set<string>();
    for (const { layers } of catalog.tables.values()) {
      for (const layer of layers) {
        names.add(layer.manifest);
        const segments = segmentsOf(objects, layer);
        // A manifest that is gone is another checker's business.
        for (const { name } of 'is' in segments ? segments.is : []) names.add(name);
      }
    }
    return names;
  };

  return {
    unpublished,
    fold({ n, events }) {
      for (const event of events) {
        jobs.fold(event, n);
        catalog.fold(event);
        if (event.type === 'PositionProtected') protections.set(event.job, n);
        if (event.type === 'ProtectionReleased') protections.delete(event.job);
        if (event.type === 'BackupCompleted') unpublished.add(event.job);
        if (event.type === 'BackupPublished') unpublished.delete(event.job);
      }
    },
    waits(job) {
      const gc = gcJobs().find(({ of }) => of.id === job);
      if (gc === undefined) return false;
      return [...protections].some(
        ([by, n]) => n <= gc.details.droppedIn && jobs.jobs.get(by)?.stage.endsWith('paused'),
      );
    },
    unnamed(objects) {
      if (objects.size === 0) return [];
      const names = named(objects);
      const toClear = new Set(gcJobs().map(({ details }) => details.job));
      return [...objects.keys()]
        .filter((object) => {
          // What lies under a job's name is its own until it has ended, or is cleared after it.
          const job = jobs.jobs.get(/^jobs\/(\d+)\//.exec(object)?.[1] as JobId);
          if (names.has(object) || (job !== undefined && toClear.has(job.id))) return false;
          // An INSERT may take an hour from its first object to its commit: no run is as long.
          return job === undefined ? !object.startsWith('inserts/') : isOver(job);
        })
        .sort();
    },
  };
}
