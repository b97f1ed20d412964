// A worker's session: opened once, renewed by heartbeats, and given up by the worker itself before
// the cluster can give it up. Who asks `inTime` first never acts for a session that may be over.
import {
  NoResponderError,
  sleep,
  type Clock,
  type JobId,
  type Refusal,
  type SessionEndReason,
  type SessionHello,
  type SessionTimes,
  type TimerId,
  type WitnessMark,
  type WorkerReply,
} from '@rescind/shared';
import { errorText } from './error-text.ts';
import type { Link } from './link.ts';

export type Alive = Extract<WorkerReply, { readonly kind: 'alive' }>;
export type Holds = readonly (readonly [JobId, number])[];

/** A heartbeat as it was sent; `at` by the monotonic clock. */
export interface Sent {
  readonly at: number;
  readonly holds: Holds;
}

export interface Session {
  /** As the cluster's settings are now; before the session is open, what they are by default. */
  readonly times: SessionTimes;
  /** True once a heartbeat was answered and while the session may be acted for. */
  readonly joined: boolean;
  /**
   * False when the session is over, or may be taken for over. A process that was suspended finds
   * out here, before it does anything else.
   */
  inTime(): boolean;
  /** The leader says that the session is over. */
  gone(): void;
  /** Ends it, if somebody leads within `patienceMs`. No heartbeat is sent any more. */
  end(reason: SessionEndReason, patienceMs: number): Promise<void>;
  /** Stops every timer; nothing is called back any more. */
  close(): void;
}

export interface SessionOptions {
  readonly link: Link;
  readonly clock: Clock;
  readonly hello: () => Promise<SessionHello>;
  readonly id: string;
  /** What the heartbeat that is sent at `at` says. */
  readonly holds: (at: number) => Holds;
  /** A heartbeat was answered; answers to those sent before one that was are left out. */
  readonly onAlive: (alive: Alive, sent: Sent) => void;
  readonly onMark: (mark: WitnessMark) => void;
  /** The session is over, without any doubt or in all caution. Called once. */
  readonly onLost: (why: string) => void;
  /** The session will never be opened: what the worker says of itself is refused. */
  readonly onRefused: (refusal: Refusal) => void;
  readonly log: (line: string) => void;
}

const DEFAULT_TIMES: SessionTimes = {
  ttlMs: 6000,
  heartbeatMs: 1500,
  graceMs: 30_000,
  progressPerSecond: 5,
};

/** Part of the TTL after which a worker gives itself up: the rest is for what it does then. */
const CAUTION = 0.9;
const OPEN_MS = 2000;
/** Pause before asking again where nobody leads or the leader will not say. */
const RETRY_MS = 100;

export function startSession(options: SessionOptions): Session {
  const { link, clock, id, log } = options;
  const closing = new AbortController();
  let times = DEFAULT_TIMES;
  let lost = false;
  /** When the newest answered heartbeat was SENT: the leader counts from later than that. */
  let provenAt = -Infinity;
  let beatTimer: TimerId | undefined;
  let fenceTimer: TimerId | undefined;

  const over = (): boolean => lost || closing.signal.aborted;
  const pause = (): Promise<void> => sleep(clock, RETRY_MS, closing.signal).catch(() => undefined);

  const stopTimers = (): void => {
    if (beatTimer !== undefined) clock.clearTimeout(beatTimer);
    if (fenceTimer !== undefined) clock.clearTimeout(fenceTimer);
    beatTimer = undefined;
    fenceTimer = undefined;
  };

  const lose = (why: string): void => {
    if (over()) return;
    lost = true;
    stopTimers();
    options.onLost(why);
  };

  const inTime = (): boolean => {
    if (over()) return false;
    if (provenAt === -Infinity) return true;
    const silent = clock.monotonic() - provenAt;
    if (silent < CAUTION * times.ttlMs) return true;
    lose(`no heartbeat was answered for ${Math.round(silent)} ms`);
    return false;
  };

  const watch = (): void => {
    if (!inTime()) return;
    if (fenceTimer !== undefined) clock.clearTimeout(fenceTimer);
    fenceTimer = clock.setTimeout(watch, provenAt + CAUTION * times.ttlMs - clock.monotonic());
  };

  const beatIn = (ms: number): void => {
    if (over() || beatTimer === undefined) return;
    clock.clearTimeout(beatTimer);
    beatTimer = clock.setTimeout(beat, Math.max(0, ms));
  };
  const soon = (): void => beatIn(Math.min(RETRY_MS, times.heartbeatMs));

  const answered = (reply: WorkerReply, sent: Sent): void => {
    if (!inTime()) return;
    if (reply.kind === 'gone') {
      lose('the cluster has ended the session');
    } else if (reply.kind === 'alive') {
      options.onMark(reply.mark);
      // Overtaken by the answer to a later one, which says the same and newer things: a TTL that
      // held before must not be counted from what was sent since.
      if (sent.at < provenAt) return;
      const shorter = reply.times.ttlMs < times.ttlMs || provenAt === -Infinity;
      const sooner = reply.times.heartbeatMs < times.heartbeatMs;
      times = reply.times;
      provenAt = sent.at;
      // The next one was set by the old interval, which a lowered TTL may be too short for.
      if (sooner) beatIn(sent.at + times.heartbeatMs - clock.monotonic());
      if (shorter) watch();
      if (!over()) options.onAlive(reply, sent);
    } else {
      soon();
    }
  };

  const beat = (): void => {
    if (!inTime()) return;
    beatTimer = clock.setTimeout(beat, times.heartbeatMs);
    const at = clock.monotonic();
    const holds = options.holds(at);
    link.ask({ kind: 'heartbeat', session: id, holds }, CAUTION * times.ttlMs).then(
      (reply) => answered(reply, { at, holds }),
      (error: unknown) => {
        if (error instanceof NoResponderError) soon();
      },
    );
  };

  const open = async (): Promise<void> => {
    const hello = await options.hello();
    let told = '';
    while (!over()) {
      const reply = await link.ask({ kind: 'open', hello }, OPEN_MS).catch(() => undefined);
      if (over()) return;
      if (reply?.kind === 'opened') {
        times = reply.times;
        options.onMark(reply.mark);
        // Work is taken on only after the first answered heartbeat. An answer to a repeated
        // request to open does not say since when the leader counts.
        beat();
        return;
      }
      if (reply?.kind === 'gone') {
        lose('the cluster has ended the session');
        return;
      }
      if (reply?.kind === 'refused') {
        if (reply.error.kind === 'invalid') {
          options.onRefused(reply.error);
          return;
        }
        // It was opened, and ended before we heard of it: under this id it never comes back.
        if (reply.error.kind === 'unknown-session') {
          lose(reply.error.message);
          return;
        }
        if (told !== reply.error.message) log(`no session yet: ${reply.error.message}`);
        told = reply.error.message;
      }
      await pause();
    }
  };
  open().catch((error: unknown) => lose(errorText(error)));

  return {
    get times() {
      return times;
    },
    get joined() {
      return provenAt > -Infinity && !over();
    },
    inTime,
    gone: () => lose('the cluster has ended the session'),
    async end(reason, patienceMs) {
      const until = clock.monotonic() + patienceMs;
      stopTimers();
      for (let left = patienceMs; left > 0 && !over(); left = until - clock.monotonic()) {
        const reply = await link.ask({ kind: 'end', session: id, reason }, left).catch(() => null);
        if (reply !== null && reply.kind !== 'refused') return;
        await pause();
      }
    },
    close() {
      stopTimers();
      closing.abort();
    },
  };
}
