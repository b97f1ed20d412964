// What the leader does by itself: level-triggered functions of the state, looked at after every
// commit and on a timer. Each is idempotent, so it does not matter who runs it or how often.
import {
  compareJobIds,
  encodeIds,
  mayBePlaced,
  nextRunAt,
  SCHEMA_CHANGE_GC,
  type ClusterState,
  type Command,
  type JobId,
} from '@rescind/shared';
import { deal, type Room } from './placement.ts';

/**
 * Jobs that one claim or service commit moves at most; the rest follows in the next. Their ids, of
 * 21 characters at the worst, must fit into one message of a broker that takes 1 MB: a policy that
 * is refused as too large would be so for ever.
 */
const MOVES_MAX = 40_000;

/** Commands that bring the cluster closer to how it should be at log time `at`; none: it is so. */
export function duePolicies(state: ClusterState, at: number): Command[] {
  const commands: Command[] = [];
  const requests = serveRequests(state);
  if (requests !== undefined) commands.push(requests);
  const claims = claimJobs(state, at);
  if (claims !== undefined) commands.push(claims);
  return commands;
}

function serveRequests(state: ClusterState): Command | undefined {
  if (state.toServe.size === 0) return undefined;
  return { kind: 'ServeRequests', jobs: encodeIds(first(state.toServe, MOVES_MAX)) };
}

/**
 * Gives waiting jobs to sessions with free slots, oldest first within a type. Those that failed
 * come before new ones, and first the type whose next job is the oldest: under more work than
 * there is room nobody waits for ever.
 */
function claimJobs(state: ClusterState, at: number): Command | undefined {
  const free = new Map<string, number>();
  for (const session of state.sessions.values()) {
    const room = session.slots - state.heldCount(session.id);
    if (room > 0) free.set(session.id, room);
  }
  if (free.size === 0) return undefined;
  const claims = new Map<string, JobId[]>();
  for (const [type, waiting] of dueAfterBackoff(state, at)) {
    place(state, type, waiting.length, waiting, free, claims);
  }
  for (const type of typesByAge(state)) {
    const waiting = state.toPlace.get(type)!;
    if (type === SCHEMA_CHANGE_GC) {
      const ready = [...waiting].filter((id) => mayBePlaced(state.catalog, state.jobs.get(id)!));
      place(state, type, ready.length, ready, free, claims);
    } else {
      place(state, type, waiting.size, waiting, free, claims);
    }
  }
  if (claims.size === 0) return undefined;
  return claimCommand(claims);
}

export function claimCommand(claims: ReadonlyMap<string, readonly JobId[]>): Command {
  return {
    kind: 'ClaimJobs',
    claims: [...claims].map(([session, ids]) => ({ session, jobs: encodeIds(ids) })),
  };
}

/** Types of which jobs wait, the one with the oldest next job first. */
function typesByAge(state: ClusterState): readonly string[] {
  const next: { readonly type: string; readonly id: JobId }[] = [];
  for (const [type, waiting] of state.toPlace) {
    const [id] = waiting.size === 0 ? [] : waiting;
    if (id !== undefined) next.push({ type, id });
  }
  return next.sort((a, b) => compareJobIds(a.id, b.id)).map(({ type }) => type);
}

/** Adds to `claims` whom the first `count` of the waiting go to, and takes it from `free`. */
export function place(
  state: ClusterState,
  type: string,
  count: number,
  waiting: Iterable<JobId>,
  free: Map<string, number>,
  claims: Map<string, JobId[]>,
): void {
  if (count === 0) return;
  const rooms: Room[] = [];
  for (const [session, room] of free) {
    const types = state.sessions.get(session)!.types;
    if (room > 0 && types.some((known) => known.name === type)) rooms.push({ session, free: room });
  }
  let moves = MOVES_MAX;
  for (const ids of claims.values()) moves -= ids.length;
  const shares = deal(Math.min(count, Math.max(0, moves)), rooms);
  const ids = waiting[Symbol.iterator]();
  rooms.forEach(({ session, free: room }, index) => {
    const share = shares[index]!;
    if (share === 0) return;
    const taken = claims.get(session) ?? [];
    for (let i = 0; i < share; i++) taken.push(ids.next().value as JobId);
    claims.set(session, taken);
    free.set(session, room - share);
  });
}

/** Failed jobs whose backoff is over, by type. */
function dueAfterBackoff(state: ClusterState, at: number): Map<string, JobId[]> {
  const over = new Map<string, JobId[]>();
  if (state.toWait.size === 0) return over;
  const backoff = {
    initialDelayMs: state.setting('jobs.registry.retry.initial_delay'),
    maxDelayMs: state.setting('jobs.registry.retry.max_delay'),
  };
  for (const id of state.toWait) {
    const job = state.jobs.get(id)!;
    if (nextRunAt(job, backoff) > at) continue;
    const some = over.get(job.type);
    if (some === undefined) over.set(job.type, [id]);
    else some.push(id);
  }
  return over;
}

function first(ids: Iterable<JobId>, max: number): JobId[] {
  const out: JobId[] = [];
  for (const id of ids) {
    if (out.length >= max) break;
    out.push(id);
  }
  return out;
}
