// What the leader's policies ask for. They look at a state that may have moved on, so whatever no
// longer fits is passed over: the policy will look again.
import { mayBePlaced } from '../../catalog/may-be-placed.ts';
import { nextRunAt } from '../../job/backoff.ts';
import type { JobEvent } from '../../job/events.ts';
import type { Stamp } from '../../job/evolve-job.ts';
import { decodeIds, distinctIds, encodeIds, type IdList } from '../../job/id-list.ts';
import type { JobId } from '../../job/job-id.ts';
import { isBackward, wanted } from '../../job/place.ts';
import type { Command } from '../commands.ts';
import { nothing, type Decision } from '../decision.ts';
import { dutyOf, type ClusterView } from '../state.ts';
import { DONE } from '../answer.ts';

/** Gives unclaimed jobs to sessions that can run them and have room. */
export function claimJobs(
  view: ClusterView,
  command: Extract<Command, { readonly kind: 'ClaimJobs' }>,
  { at }: Stamp,
): Decision {
  const backoff = {
    initialDelayMs: view.setting('jobs.registry.retry.initial_delay'),
    maxDelayMs: view.setting('jobs.registry.retry.max_delay'),
  };
  const given = new Set<JobId>();
  const rooms = new Map<string, number>();
  const events: JobEvent[] = [];
  for (const claim of command.claims) {
    const session = view.session(claim.session);
    if (session === undefined) continue;
    const types = new Set(session.types.map((type) => type.name));
    let room = rooms.get(session.id) ?? session.slots - view.heldCount(session.id);
    const asked = decodeIds(claim.jobs);
    const ids = asked.filter((id) => {
      const job = view.job(id);
      if (room <= 0 || job === undefined || job.session !== null || given.has(id)) return false;
      if (wanted(job.place) === 'none' || !types.has(job.type)) return false;
      if (!mayBePlaced(view.catalog, job)) return false;
      if (job.backoff > 0 && nextRunAt(job, backoff) > at) return false;
      given.add(id);
      room--;
      return true;
    });
    rooms.set(session.id, room);
    if (ids.length > 0) {
      const jobs = ids.length === asked.length ? claim.jobs : encodeIds(ids);
      events.push({ type: 'JobClaimed', jobs, session: session.id });
    }
  }
  return events.length === 0 ? nothing() : { events, answer: DONE };
}

/**
 * A pause or cancel request of a job nobody holds: there is nothing to stop, so it moves on. It is
 * a commit of its own, so SHOW JOBS sees the request before what comes of it.
 */
export function serveRequests(view: ClusterView, jobs: IdList): Decision {
  const paused: JobId[] = [];
  const reverting: JobId[] = [];
  for (const id of distinctIds(decodeIds(jobs))) {
    const job = view.job(id);
    if (job === undefined || dutyOf(job) !== 'serve') continue;
    if (job.place === 'forward.cancelRequested') reverting.push(id);
    else if (job.place === 'forward.pauseRequested' || isBackward(job.place)) paused.push(id);
  }
  const events: JobEvent[] = [];
  if (reverting.length > 0) {
    events.push({ type: 'JobReverting', jobs: encodeIds(reverting), cause: { kind: 'canceled' } });
  }
  if (paused.length > 0) events.push({ type: 'JobPaused', jobs: encodeIds(paused) });
  return events.length === 0 ? nothing() : { events, answer: DONE };
}
