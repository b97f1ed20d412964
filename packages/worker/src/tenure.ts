// One session from its opening to its end, with all that lives no longer than it: its executions,
// its reports, its memory of what has ended. After it a worker begins another one from nothing.
import {
  MESSAGE_VERSION,
  subjects,
  type Bus,
  type Clock,
  type Refusal,
  type SessionHello,
  type Task,
  type WitnessMark,
  type WorkerPush,
} from '@rescind/shared';
import type { JobDefinition } from './define-job.ts';
import { createEndedClaims } from './ended-claims.ts';
import { createExecutions, type HeldJob } from './executions.ts';
import { createGrace } from './grace.ts';
import { createLink } from './link.ts';
import { createOutbox } from './outbox.ts';
import { createPace } from './pace.ts';
import { startSession } from './session.ts';

export interface Tenure {
  readonly id: string;
  held(): readonly HeldJob[];
  /**
   * Stops every handler, waits up to `boundMs` for them to settle, reports them and ends the
   * session. False when some did not settle.
   */
  drain(boundMs: number): Promise<boolean>;
}

export interface TenureOptions {
  readonly bus: Bus;
  readonly cluster: string;
  readonly clock: Clock;
  readonly worker: string;
  readonly id: string;
  readonly hello: () => Promise<SessionHello>;
  readonly jobs: ReadonlyMap<string, JobDefinition>;
  readonly log: (line: string) => void;
  readonly onMark: (mark: WitnessMark) => void;
  /** Work can come from now on. */
  readonly onJoined: () => void;
  /** The session is lost; every signal has fired. */
  readonly onFenced: (why: string) => void;
  /** After `onFenced`: no handler runs any more. */
  readonly onOver: () => void;
  readonly onRefused: (refusal: Refusal) => void;
  /** A handler ignored its signal; every signal has fired, the session was ended if possible. */
  readonly onIgnored: (line: string) => void;
}

/** Tasks kept that came before the session is known to be alive; heartbeats repeat the others. */
const EARLY_MAX = 10_000;
/** How long the last words of a session may take: the final reports, and then its end. */
const FAREWELL_MS = 1000;
/** The same where a hung handler makes haste more important. */
const HASTE_MS = 300;

export function startTenure(options: TenureOptions): Tenure {
  const { bus, clock, id, log } = options;
  const names = subjects(options.cluster);
  const link = createLink(bus, options.cluster);
  const ended = createEndedClaims();
  const early: Task[] = [];
  let position = 0;

  const onMark = (mark: WitnessMark): void => {
    position = Math.max(position, mark.n);
    options.onMark(mark);
  };

  const outbox = createOutbox({
    link,
    clock,
    session: id,
    maySpeak: () => session.inTime(),
    onMark,
    onGone: () => session.gone(),
    log,
  });
  const pace = createPace(clock, () => session.times.progressPerSecond);
  const grace = createGrace(
    clock,
    () => session.times.graceMs,
    ({ task }, pastMs) => {
      const line = `the handler of job ${task.job} ignores its signal since ${pastMs} ms`;
      log(`${line}: the worker ends its session`);
      executions.stopAll('worker-ended');
      void session.end('ignored-signal', HASTE_MS).then(() => {
        close();
        options.onIgnored(line);
      });
    },
  );
  const executions = createExecutions({
    worker: options.worker,
    jobs: options.jobs,
    clock,
    outbox,
    pace,
    ended,
    position: () => position,
    onStopping: (execution) => grace.watch(execution),
    onSettled: (execution) => grace.settled(execution),
    log,
  });

  const subscription = bus.subscribe(names.worker(id), ({ data }) => {
    const push = JSON.parse(data) as WorkerPush;
    if (push.v !== MESSAGE_VERSION || !session.inTime()) return;
    if (session.joined) executions.apply(push.tasks, false);
    else if (early.length < EARLY_MAX) early.push(...push.tasks);
  });

  const close = (): void => {
    subscription.unsubscribe();
    outbox.close();
    pace.stop();
    grace.stop();
    session.close();
  };

  let joined = false;
  const session = startSession({
    link,
    clock,
    id,
    hello: options.hello,
    holds(at) {
      ended.heartbeatSent(at);
      return executions.holds();
    },
    log,
    onMark,
    onRefused(refusal) {
      close();
      options.onRefused(refusal);
    },
    onAlive({ tasks, drop }, sent) {
      ended.heartbeatAnswered(sent.at);
      executions.drop(drop, sent.holds);
      executions.apply(tasks, true);
      if (joined) return;
      joined = true;
      executions.apply(early.splice(0), false);
      options.onJoined();
    },
    onLost(why) {
      // First of all: nothing of this session may be worked on any more.
      executions.stopAll('fenced');
      subscription.unsubscribe();
      outbox.close();
      pace.stop();
      options.onFenced(why);
      void executions.idle().then(() => {
        grace.stop();
        session.close();
        options.onOver();
      });
    },
  });

  return {
    id,
    held: () => executions.list(),
    async drain(boundMs) {
      grace.stop();
      executions.stopAll('draining');
      const settled = await within(clock, boundMs, executions.idle());
      await within(clock, FAREWELL_MS, outbox.empty());
      await session.end(settled ? 'left' : 'ignored-signal', FAREWELL_MS);
      close();
      return settled;
    },
  };
}

/** True when the promise resolves within the time. */
function within(clock: Clock, ms: number, promise: Promise<void>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = clock.setTimeout(() => resolve(false), ms);
    void promise.then(() => {
      clock.clearTimeout(timer);
      resolve(true);
    });
  });
}
