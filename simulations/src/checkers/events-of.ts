// The events of a commit that name jobs, one job at a time.
import {
  decodeIds,
  type ClusterEvent,
  type Commit,
  type JobEvent,
  type JobId,
} from '@rescind/shared';

/** Calls back for every job of every job event, in order, until something is found. */
export function findInJobEvents<Found>(
  commit: Commit,
  visit: (job: JobId, event: JobEvent, index: number) => Found | undefined,
): Found | undefined {
  for (const event of commit.events) {
    if (!isJobEvent(event)) continue;
    const ids = decodeIds(event.jobs);
    for (let index = 0; index < ids.length; index++) {
      const found = visit(ids[index]!, event, index);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

export function isJobEvent(event: ClusterEvent): event is JobEvent {
  return 'jobs' in event;
}
