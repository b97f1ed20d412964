// What a built-in job's report brings about besides the job's own status: events of the same
// commit, so that no crash can come between them.
import type { ClusterEvent } from '../../cluster/events.ts';
import type { ClusterView } from '../../cluster/state.ts';
import type { JobEvent } from '../../job/events.ts';
import type { Stamp } from '../../job/evolve-job.ts';
import type { Job } from '../../job/job.ts';
import { wanted } from '../../job/place.ts';
import type { Refusal } from '../../job/refusal.ts';
import type { ReportEffect } from '../../job/report.ts';
import {
  AUTO_CREATE_STATS,
  BACKUP,
  CREATE_STATS,
  RESTORE,
  SCHEMA_CHANGE_GC,
  type BackupDetails,
  type GcDetails,
  type JobEffect,
  type StatisticsDetails,
} from '../job-details.ts';
import { dropRestore, prepareRestore, publishRestore } from './restore.ts';

/** Which types may have which effects: a worker is not trusted with others. */
const OF_TYPE: ReadonlyMap<string, readonly JobEffect['kind'][]> = new Map([
  [RESTORE, ['prepare', 'publish', 'drop']],
  [BACKUP, ['backed-up', 'drop']],
  [CREATE_STATS, ['statistics']],
  [AUTO_CREATE_STATS, ['statistics']],
  [SCHEMA_CHANGE_GC, ['cleared']],
]);

/** Whether an event of the job is the one that the effect becomes true with. */
function comesWith(kind: JobEffect['kind'], job: Job, event: JobEvent): boolean {
  switch (kind) {
    case 'prepare':
      // A revert has a checkpoint too, and must not make anew what it takes back.
      return event.type === 'JobProgressed' && wanted(job.place) === 'forward';
    case 'publish':
    case 'backed-up':
    case 'statistics':
    case 'cleared':
      return event.type === 'JobSucceeded';
    case 'drop':
      // A pause that wins over the end of a revert keeps what the revert did; any other does not.
      return (
        event.type === 'JobCanceled' ||
        event.type === 'JobFailed' ||
        (event.type === 'JobPaused' && event.revertDone === true)
      );
  }
}

/**
 * Events of an effect, to stand before those of the report itself; none when the report does not
 * lead where the effect belongs. A refusal means: the job cannot go on like this.
 */
export function effectOf(
  view: ClusterView,
  job: Job,
  said: ReportEffect,
  { events, stamp }: { readonly events: readonly JobEvent[]; readonly stamp: Stamp },
): readonly ClusterEvent[] | Refusal {
  const effect = said as JobEffect;
  if (OF_TYPE.get(job.type)?.includes(effect.kind) !== true) return [];
  if (!events.some((event) => comesWith(effect.kind, job, event))) return [];
  switch (effect.kind) {
    case 'prepare':
      return prepareRestore(view, job);
    case 'publish':
      return publishRestore(view, job, effect);
    case 'backed-up':
      return completeBackup(job, effect);
    case 'drop':
      return [
        ...releaseOf(view, job),
        ...(job.type === RESTORE ? dropRestore(view, job, stamp) : []),
      ];
    case 'statistics':
      return recordStatistics(view, job, effect, stamp);
    case 'cleared':
      return clearTables(view, job);
  }
}

/** What a job protected is released before anything else of its end. */
export function releaseOf({ catalog }: ClusterView, job: Job): readonly ClusterEvent[] {
  return catalog.protections.has(job.id) ? [{ type: 'ProtectionReleased', job: job.id }] : [];
}

function completeBackup(
  job: Job,
  { sha256, rows, bytes }: Extract<JobEffect, { readonly kind: 'backed-up' }>,
): readonly ClusterEvent[] {
  const { uri, subdir } = job.details as unknown as BackupDetails;
  return [{ type: 'BackupCompleted', job: job.id, uri, subdir, sha256, rows, bytes }];
}

function recordStatistics(
  { catalog }: ClusterView,
  job: Job,
  { rows, written, columns }: Extract<JobEffect, { readonly kind: 'statistics' }>,
  { at }: Stamp,
): readonly ClusterEvent[] {
  const { name, table } = job.details as unknown as StatisticsDetails;
  if (catalog.tables.get(table)?.state !== 'public') return [];
  const statistics = { name, job: job.id, created: at, rows, written, columns };
  return [{ type: 'StatisticsRecorded', table, statistics }];
}

function clearTables({ catalog }: ClusterView, job: Job): readonly ClusterEvent[] {
  const { tables } = job.details as unknown as GcDetails;
  const gone = tables
    .map(({ id }) => id)
    .filter((id) => catalog.tables.get(id)?.state === 'dropped');
  return gone.length === 0 ? [] : [{ type: 'TablesCleared', tables: gone, job: job.id }];
}
