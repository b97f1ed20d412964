// One event applied to a draft of the cluster. It never refuses; see evolve-job.ts.
import { evolveJob, type Stamp } from '../job/evolve-job.ts';
import { CATALOG_EVENT_TYPES, type CatalogEvent } from '../catalog/events.ts';
import { evolveCatalog } from '../catalog/evolve-catalog.ts';
import type { JobEvent } from '../job/events.ts';
import { decodeIds } from '../job/id-list.ts';
import { newJob, type Job } from '../job/job.ts';
import { invariant } from '../invariant.ts';
import type { Draft } from './draft.ts';
import type { ClusterEvent } from './events.ts';

/** Applies `event` of the commit `stamp` says. */
export function evolve(draft: Draft, event: ClusterEvent, stamp: Stamp): void {
  switch (event.type) {
    case 'LeaderElected':
      draft.leader = event.leader;
      draft.term = event.term;
      return;
    case 'SessionOpened':
      draft.putSession({ ...event.session, openedAt: stamp.at });
      return;
    case 'SessionEnded':
      draft.endSession(event.session);
      return;
    case 'SettingChanged':
      changeSetting(draft, event.name, event.value as number | null, stamp);
      return;
    case 'RequestDecided':
      draft.putRequest(event.request, { until: event.until, answer: event.answer });
      return;
    case 'JobCreated':
      create(draft, event, stamp);
      return;
    default:
      if (isOfCatalog(event)) evolveCatalog(draft.catalog, event, stamp);
      else move(draft, event, stamp);
  }
}

const OF_CATALOG = new Set<string>(CATALOG_EVENT_TYPES);

function isOfCatalog(event: ClusterEvent): event is CatalogEvent {
  return OF_CATALOG.has(event.type);
}

function move(
  draft: Draft,
  event: Exclude<JobEvent, { readonly type: 'JobCreated' }>,
  stamp: Stamp,
): void {
  const step = (job: Job): Job => evolveJob(job, event, stamp);
  for (const id of decodeIds(event.jobs)) {
    if (draft.moveJob(id, step)) continue;
    invariant(false, `${event.type} in commit ${stamp.n} names no job: ${id}`);
  }
}

/**
 * A worker hears of a lowered TTL with its next answered heartbeat, and keeps itself alive by the
 * old one until then: its claims must not move earlier than it gives itself up.
 */
function changeSetting(draft: Draft, name: string, value: number | null, { at }: Stamp): void {
  if (name !== 'jobs.session.ttl') {
    draft.putSetting(name, value);
    return;
  }
  const before = draft.setting(name);
  draft.putSetting(name, value);
  if (draft.setting(name) >= before) return;
  const { ms, until } = draft.formerTtl;
  draft.formerTtl = { ms: at < until ? Math.max(ms, before) : before, until: at + 2 * before };
}

function create(
  draft: Draft,
  event: Extract<JobEvent, { readonly type: 'JobCreated' }>,
  { at, n }: Stamp,
): void {
  const ids = decodeIds(event.jobs);
  invariant(ids.length === event.details.length, `commit ${n} creates jobs without details`);
  const { description = '', by } = event;
  // The text the cluster has already, not the equal one that came with the event: jobs are many.
  const type = draft.jobType(event.jobType)?.name ?? event.jobType;
  const cancelable = event.cancelable ?? true;
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!;
    const details = event.details[i]!;
    draft.addJob(
      newJob({
        id,
        type,
        details,
        description,
        owner: by.user,
        cancelable,
        created: at,
        movedIn: n,
        schedule: event.schedule,
      }),
    );
  }
  draft.lastJobId = ids[ids.length - 1] ?? draft.lastJobId;
}
