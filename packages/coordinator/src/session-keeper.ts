// Who is alive. A heartbeat is answered only by a leader that has seen, after the heartbeat came,
// that the log still ends at its own last commit: so a deposed leader keeps no worker alive. A
// session is ended when it has been silent for its TTL of our monotonic clock.
import {
  every,
  MESSAGE_VERSION,
  type Clock,
  type Command,
  type EventLog,
  type SessionTimes,
  type WorkerReply,
  type WorkerRequest,
} from '@rescind/shared';
import { compareHoldings } from './dispatcher.ts';
import type { Replica } from './replica.ts';

type Heartbeat = Extract<WorkerRequest, { readonly kind: 'heartbeat' }>;

interface Pending {
  readonly heartbeat: Heartbeat;
  readonly arrivedAt: number;
  readonly respond: (reply: WorkerReply) => void;
}

export interface SessionKeeper {
  heartbeat(heartbeat: Heartbeat, respond: (reply: WorkerReply) => void): void;
  /** A session was opened just now. */
  opened(session: string): void;
  /** An append (or a read of the end) that began at `startedAt` has shown that we lead. */
  proven(startedAt: number): void;
  stop(): void;
}

export interface SessionKeeperOptions {
  readonly log: EventLog;
  readonly replica: Replica;
  readonly clock: Clock;
  readonly submitPolicy: (command: Command) => void;
  readonly appending: () => boolean;
  readonly onDeposed: () => void;
}

/** How often silence is looked for, and proofs are asked for at most. */
const TICK_MS = 200;
/** Heartbeats waiting for a proof at most; a worker whose heartbeat is dropped sends the next. */
const PENDING_MAX = 10_000;

/** Counts every session's silence from now: its leader may have changed while it was speaking. */
export function createSessionKeeper(options: SessionKeeperOptions): SessionKeeper {
  const { log, replica, clock } = options;
  const heardAt = new Map<string, number>();
  const ending = new Set<string>();
  const startedAt = clock.monotonic();
  /** Until when a worker may act for its session: an answer it got said so, whatever holds now. */
  const promised = new Map<string, number>();
  const promisedAtStart = startedAt + replica.state.setting('jobs.session.ttl');
  let pending: Pending[] = [];
  let proving = false;
  let stopped = false;
  let lastTick = startedAt;

  const answer = ({ heartbeat, arrivedAt, respond }: Pending): void => {
    const { state } = replica;
    const { session } = heartbeat;
    if (!state.sessions.has(session)) {
      respond({ v: MESSAGE_VERSION, ok: false, kind: 'gone' });
      return;
    }
    // Its end is on its way to the log: told that it lives, it would work beside its successor.
    if (ending.has(session)) return;
    heardAt.set(session, Math.max(arrivedAt, heardAt.get(session) ?? 0));
    const times = sessionTimes(replica);
    const until = arrivedAt + times.ttlMs;
    promised.set(session, Math.max(until, promised.get(session) ?? promisedAtStart));
    const { tasks, drop } = compareHoldings(state, session, heartbeat.holds);
    const mark = { n: state.n, hash: state.hash };
    const alive = { v: MESSAGE_VERSION, ok: true, kind: 'alive', times, mark, drop } as const;
    try {
      respond({ ...alive, tasks });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      // One task that no message can carry must not cost the worker its session.
      respond({ ...alive, tasks: [] });
    }
  };

  const proven = (since: number): void => {
    const due = pending.filter((one) => one.arrivedAt <= since);
    if (due.length === 0) return;
    pending = pending.filter((one) => one.arrivedAt > since);
    for (const one of due) answer(one);
  };

  /** One read for all heartbeats that wait. */
  const prove = async (): Promise<void> => {
    if (proving || stopped || pending.length === 0) return;
    proving = true;
    const since = clock.monotonic();
    try {
      const end = await log.end();
      if (stopped) return;
      // Beyond our state but with an append of ours under way: its acknowledgement will tell.
      if (end <= replica.state.n) proven(since);
      else if (!options.appending()) options.onDeposed();
    } catch {
      // Unreachable: no proof, no answer; the next tick asks again.
    } finally {
      proving = false;
    }
  };

  const expire = (): void => {
    const now = clock.monotonic();
    const late = now - lastTick > 5 * TICK_MS;
    lastTick = now;
    // We were suspended: what workers sent meanwhile is still to be read. Look again next time.
    if (late) return;
    const { formerTtl } = replica.state;
    const former = clock.now() < formerTtl.until ? formerTtl.ms : 0;
    const ttl = Math.max(replica.state.setting('jobs.session.ttl'), former);
    for (const id of replica.state.sessions.keys()) {
      const heard = heardAt.get(id) ?? startedAt;
      const until = Math.max(heard + ttl, promised.get(id) ?? promisedAtStart);
      if (now <= until || ending.has(id)) continue;
      ending.add(id);
      options.submitPolicy({ kind: 'EndSession', session: id, reason: 'expired' });
    }
    for (const id of heardAt.keys()) {
      if (!replica.state.sessions.has(id)) {
        heardAt.delete(id);
        promised.delete(id);
        ending.delete(id);
      }
    }
  };

  const timer = every(clock, TICK_MS, () => {
    void prove();
    expire();
  });

  return {
    heartbeat(heartbeat, respond) {
      if (pending.length >= PENDING_MAX) return;
      pending.push({ heartbeat, arrivedAt: clock.monotonic(), respond });
      void prove();
    },
    opened(session) {
      heardAt.set(session, clock.monotonic());
    },
    proven,
    stop() {
      stopped = true;
      timer.stop();
      pending = [];
    },
  };
}

/** The times a worker has to keep now. */
export function sessionTimes(replica: Replica): SessionTimes {
  const { state } = replica;
  return {
    ttlMs: state.setting('jobs.session.ttl'),
    heartbeatMs: state.setting('jobs.session.heartbeat'),
    graceMs: state.setting('jobs.cancel.grace'),
    progressPerSecond: state.setting('jobs.progress.max_rate'),
  };
}
