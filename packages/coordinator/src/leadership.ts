// Becoming the leader, and ceasing to be: a lease says whose turn it is, the first commit of a
// term proves it. Whoever's append is refused folds what it missed and steps down.
import {
  COMMIT_VERSION,
  Draft,
  evolve,
  every,
  RENEW_MS,
  type Clock,
  type ClusterEvent,
  type Commit,
  type EventLog,
  type Ids,
  type Lease,
} from '@rescind/shared';
import { appendUntilKnown } from './append.ts';
import type { Replica } from './replica.ts';
import { createSteadyClock, type SteadyClock } from './steady-clock.ts';

/** A coordinator whose clock is further off the log server's does not lead: log time would jump. */
const CLOCK_SKEW_MAX_MS = 500;
/** Before it tries again: each try is a commit, and ends the term of whoever led. */
const CLOCK_PAUSE_MS = 10_000;

export type Role = 'follower' | 'leader' | 'unfit';

export interface Leadership {
  readonly role: Role;
  /** Why it is unfit; undefined otherwise. */
  readonly reason: string | undefined;
  /** Leaves the lead, by default because the log has moved on; contends again later. */
  depose(why?: string): void;
  /** Never leads again: the log cannot be trusted. */
  disqualify(error: Error): void;
  stop(): Promise<void>;
}

export interface LeadershipOptions {
  readonly id: string;
  readonly log: EventLog;
  readonly replica: Replica;
  readonly lease: Lease;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Hears by which clock the term goes: the one that was held against the log server's. */
  readonly onLead: (clock: SteadyClock) => void;
  readonly onStepDown: () => void;
  readonly onUnfit: (error: Error) => void;
  readonly say: (line: string) => void;
}

export function createLeadership(options: LeadershipOptions): Leadership {
  const { id, log, replica, lease, clock, say } = options;
  let role: Role = 'follower';
  let reason: string | undefined;
  let stepping: Promise<void> | undefined;
  let contendsFrom = -Infinity;
  const stopping = new AbortController();

  const disqualify = (error: Error): void => {
    if (role === 'unfit') return;
    const led = role === 'leader';
    role = 'unfit';
    reason = error.message;
    replica.unfollow();
    if (led) options.onStepDown();
    void lease.release();
    options.onUnfit(error);
  };

  const stepDown = (why: string): void => {
    if (role !== 'leader') return;
    role = 'follower';
    say(`steps down: ${why}`);
    options.onStepDown();
    replica.follow(disqualify);
  };

  const step = async (): Promise<void> => {
    if (clock.monotonic() < contendsFrom) return;
    const held = await lease.step();
    if (stopping.signal.aborted || role === 'unfit') return;
    if (role === 'leader' && !held) stepDown('another coordinator has taken the lease');
    else if (role === 'follower' && held) await takeLead();
  };

  const takeLead = async (): Promise<void> => {
    replica.unfollow();
    try {
      await replica.catchUp();
      // Set before it is looked at: whoever sets the machine's clock from here on is noticed.
      const steady = createSteadyClock(clock);
      const skew = await commitEpoch(steady);
      if (skew === undefined || stopping.signal.aborted || isUnfit()) return followAgain();
      if (Math.abs(skew) > CLOCK_SKEW_MAX_MS) return refuseForClock(skew);
      reason = undefined;
      role = 'leader';
      say(`leads since commit ${replica.state.n}, term ${replica.state.term}`);
      options.onLead(steady);
    } catch (error) {
      if (isDamage(error)) disqualify(error);
      else followAgain();
    }
  };

  /** It may have become so while something was awaited. */
  const isUnfit = (): boolean => role === 'unfit';

  const followAgain = (): void => {
    if (!stopping.signal.aborted && role === 'follower') replica.follow(disqualify);
  };

  const refuseForClock = (skew: number): void => {
    const direction = skew > 0 ? 'ahead of' : 'behind';
    const why =
      `its clock is ${Math.abs(Math.round(skew))} ms ${direction} the log server's; ` +
      `up to ${CLOCK_SKEW_MAX_MS} ms are accepted. Synchronize the clocks.`;
    if (reason !== why) say(`does not lead: ${why}`);
    reason = why;
    contendsFrom = clock.monotonic() + CLOCK_PAUSE_MS;
    void lease.release();
    followAgain();
  };

  /**
   * Appends the first commit of a term: whatever another leader still tries is refused from here
   * on. Returns how far our clock is ahead of the log server's, or undefined when we lost.
   */
  const commitEpoch = async (steady: SteadyClock): Promise<number | undefined> => {
    const { state } = replica;
    const sentAt = steady.now();
    const event: ClusterEvent = { type: 'LeaderElected', leader: id, term: state.term + 1 };
    const commit: Commit = {
      v: COMMIT_VERSION,
      n: state.n + 1,
      id: options.ids.next(),
      prev: state.hash,
      // Whether our clock is right is known only afterwards, and log time never goes back: only the
      // first commit of all has no time before it to stay at.
      at: state.n === 0 ? Math.floor(sentAt) : state.at,
      by: id,
      events: [event],
    };
    const known = await appendUntilKnown(log, commit, clock, stopping.signal);
    if (known.outcome !== 'ok') return undefined;
    const draft = new Draft(state);
    draft.at = commit.at;
    evolve(draft, event, { at: commit.at, n: commit.n });
    replica.adopt(draft, commit, known.hash);
    const storedAt = (await log.get(commit.n))?.storedAt ?? null;
    if (storedAt === null) return 0;
    const ackedAt = steady.now();
    // Between sending and acknowledgement the stamp may lie anywhere; only what is outside counts.
    if (storedAt < sentAt) return sentAt - storedAt;
    return storedAt > ackedAt ? ackedAt - storedAt : 0;
  };

  const timer = every(clock, RENEW_MS, () => {
    stepping ??= step().finally(() => {
      stepping = undefined;
    });
  });
  replica.follow(disqualify);
  stepping = step().finally(() => {
    stepping = undefined;
  });

  return {
    get role() {
      return role;
    },
    get reason() {
      return reason;
    },
    depose(why = 'the log has moved on without it') {
      stepDown(why);
    },
    disqualify,
    async stop() {
      if (stopping.signal.aborted) return stepping;
      stopping.abort();
      timer.stop();
      await stepping;
      replica.unfollow();
      const led = role === 'leader';
      role = 'follower';
      if (led) options.onStepDown();
      await lease.release();
    },
  };
}

function isDamage(error: unknown): error is Error {
  return (
    error instanceof Error &&
    (error.name === 'LogDamagedError' ||
      error.name === 'UnknownVersionError' ||
      error.message.startsWith('invariant violated'))
  );
}
