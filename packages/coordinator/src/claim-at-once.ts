// New jobs that nobody stands before are claimed in the commit that makes them: on a cluster with
// room they start one append sooner. With anybody waiting the policies do it, in their order.
import {
  mayBePlaced,
  wanted,
  type ClusterState,
  type Command,
  type Draft,
  type JobId,
} from '@rescind/shared';
import { claimCommand, place } from './policies.ts';

/** More new jobs than this are a load of work: a commit of their own for their claims is fair. */
const AT_ONCE_MAX = 1000;

/** A claim of what the draft has made, to be decided on top of it; none when there is nothing. */
export function claimAtOnce(state: ClusterState, draft: Draft): Command | undefined {
  if (state.sessions.size === 0 || !isNobodyWaiting(state)) return undefined;
  const made = draft.newJobs();
  if (made.length === 0 || made.length > AT_ONCE_MAX) return undefined;
  const byType = new Map<string, JobId[]>();
  for (const job of made) {
    if (wanted(job.place) === 'none' || !mayBePlaced(draft.catalog, job)) continue;
    const some = byType.get(job.type);
    if (some === undefined) byType.set(job.type, [job.id]);
    else some.push(job.id);
  }
  const free = new Map<string, number>();
  for (const { id, slots } of state.sessions.values()) {
    if (draft.session(id) !== undefined) free.set(id, slots - draft.heldCount(id));
  }
  const claims = new Map<string, JobId[]>();
  for (const [type, ids] of byType) place(state, type, ids.length, ids, free, claims);
  return claims.size === 0 ? undefined : claimCommand(claims);
}

function isNobodyWaiting(state: ClusterState): boolean {
  if (state.toWait.size > 0) return false;
  for (const waiting of state.toPlace.values()) if (waiting.size > 0) return false;
  return true;
}
