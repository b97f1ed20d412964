// Neighboring events that differ only in the jobs they name become one: 1,000 reports of success
// are one event of a few bytes instead of 1,000.
import { JOB_EVENT_TYPES, type JobEvent } from '../job/events.ts';
import { decodeIds, encodeIds, type IdList } from '../job/id-list.ts';
import type { JobId } from '../job/job-id.ts';
import type { ClusterEvent } from './events.ts';

/** The same history in fewer events. Order between different events is kept. */
export function mergeEvents(events: readonly ClusterEvent[]): ClusterEvent[] {
  if (events.length < 2) return [...events];
  const out: ClusterEvent[] = [];
  let ids: IdList[] = [];
  let last: JobEvent | undefined;
  const flush = (): void => {
    if (last === undefined) return;
    const jobs = ids.length === 1 ? last.jobs : encodeIds(unpacked(ids));
    out.push({ ...last, jobs });
    last = undefined;
  };
  for (const event of events) {
    if (!isOfJobs(event)) {
      flush();
      out.push(event);
      continue;
    }
    if (last !== undefined && alike(last, event)) {
      ids.push(event.jobs);
      continue;
    }
    flush();
    last = event;
    ids = [event.jobs];
  }
  flush();
  return out;
}

const OF_JOBS = new Set<string>(JOB_EVENT_TYPES);

function isOfJobs(event: ClusterEvent): event is JobEvent {
  return OF_JOBS.has(event.type);
}

/** All ids of lists that were made here; most of them are of one job, and are it. */
function unpacked(lists: readonly IdList[]): readonly JobId[] {
  const ids: JobId[] = [];
  for (const list of lists) {
    if (list.includes(',')) ids.push(...decodeIds(list));
    else ids.push(list as string as JobId);
  }
  return ids;
}

function alike(a: JobEvent, b: JobEvent): boolean {
  if (a.type !== b.type || a.type === 'JobCreated') return false;
  const keysOfA = Object.keys(a);
  if (keysOfA.length !== Object.keys(b).length) return false;
  for (const key of keysOfA) {
    if (key === 'jobs') continue;
    const x = (a as unknown as Record<string, unknown>)[key];
    const y = (b as unknown as Record<string, unknown>)[key];
    if (x !== y && JSON.stringify(x) !== JSON.stringify(y)) return false;
  }
  return true;
}
