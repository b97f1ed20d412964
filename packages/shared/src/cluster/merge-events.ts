// Neighboring events that differ only in the jobs they name become one: 1,000 reports of success
// are one event of a few bytes instead of 1,000.
import { decodeIds, encodeIds } from '../job/id-list.ts';
import type { JobEvent } from '../job/events.ts';

/** The same history in fewer events. Order between different events is kept. */
export function mergeEvents(events: readonly JobEvent[]): JobEvent[] {
  if (events.length < 2) return [...events];
  const out: JobEvent[] = [];
  let ids: string[] = [];
  let last: JobEvent | undefined;
  const flush = (): void => {
    if (last === undefined) return;
    const jobs = ids.length === 1 ? last.jobs : encodeIds(ids.flatMap(decode));
    out.push({ ...last, jobs });
  };
  for (const event of events) {
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

const decode = (list: string): ReturnType<typeof decodeIds> =>
  decodeIds(list as Parameters<typeof decodeIds>[0]);

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
