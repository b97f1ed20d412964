// What follows from the jobs that have ended in a commit, in that same commit: protections are
// released, canceled automatic statistics come back, schedules hear how their jobs went.
import { automaticJob, mayRefresh } from '../catalog/decide/statistics.ts';
import { releaseOf } from '../catalog/decide/effects.ts';
import { dropRestore } from '../catalog/decide/restore.ts';
import {
  AUTO_CREATE_STATS,
  CREATE_STATS,
  RESTORE,
  type StatisticsDetails,
} from '../catalog/job-details.ts';
import type { Stamp } from '../job/evolve-job.ts';
import type { Job } from '../job/job.ts';
import { jobEnded } from '../schedule/job-ended.ts';
import type { Draft } from './draft.ts';
import type { ClusterEvent } from './events.ts';
import { evolve } from './evolve.ts';
import { AUTOMATIC_COLLECTION } from './settings.ts';

/** Automatic statistics that failed are left alone for so long. */
const FAILED_PAUSE_MS = 60_000;

/** Events that belong to what the draft holds; they are applied to it. */
export function consequences(draft: Draft, stamp: Stamp): readonly ClusterEvent[] {
  const ended = draft.endedJobs();
  if (ended.length === 0) return [];
  const events: ClusterEvent[] = [];
  const add = (some: readonly ClusterEvent[]): void => {
    for (const event of some) {
      evolve(draft, event, stamp);
      events.push(event);
    }
  };
  for (const job of ended) {
    add(releaseOf(draft, job));
    // However it ended, what it has not published is nobody's: nothing may stay offline for ever.
    if (job.type === RESTORE) add(dropRestore(draft, job, stamp));
    if (job.schedule !== null) add(jobEnded(draft.catalog, job, stamp.at));
    if (job.type === AUTO_CREATE_STATS) add(afterAutomatic(draft, job, stamp));
  }
  if (ended.some(({ type }) => type === AUTO_CREATE_STATS || type === CREATE_STATS)) {
    add(grantWish(draft, stamp));
  }
  return events;
}

/** Canceled ones come back at once, as the page says; failed ones after a pause. */
function afterAutomatic(draft: Draft, job: Job, { at }: Stamp): readonly ClusterEvent[] {
  const { table: id } = job.details as unknown as StatisticsDetails;
  const table = draft.catalog.tables.get(id);
  if (table?.state !== 'public') return [];
  if (job.place === 'failed') {
    return [{ type: 'StatisticsDeferred', table: id, until: at + FAILED_PAUSE_MS }];
  }
  if (job.place !== 'canceled' || !isEnabled(draft)) return [];
  return draft.catalog.wishes.has(id) ? [] : [{ type: 'StatisticsWanted', table: id }];
}

function isEnabled(draft: Draft): boolean {
  return draft.setting(AUTOMATIC_COLLECTION) !== 0;
}

/** The oldest wish becomes a job once nothing stands in its way; all lapse when they are off. */
function grantWish(draft: Draft, stamp: Stamp): readonly ClusterEvent[] {
  const { wishes, tables } = draft.catalog;
  if (!isEnabled(draft)) {
    return [...wishes.values()].map((table) => ({ type: 'StatisticsUnwanted', table }));
  }
  if (!mayRefresh(draft)) return [];
  for (const id of wishes.values()) {
    const table = tables.get(id);
    if (table?.state !== 'public') continue;
    return [{ type: 'StatisticsUnwanted', table: id }, automaticJob(draft, table, stamp)];
  }
  return [];
}
