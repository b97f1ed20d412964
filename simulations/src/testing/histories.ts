// Histories made by hand, to try checkers on: what holds must pass, what does not must be named.
import {
  COMMIT_VERSION,
  type Answer,
  type ClusterEvent,
  type CommandReply,
  type Commit,
  type IdList,
  type JobId,
} from '@rescind/shared';
import type { Checker, Violation } from '../checker.ts';
import type { Effect, Fact } from '../history.ts';

export const JOB = '7' as JobId;
const JOBS = '7' as IdList;
const BY = { user: 'root' };

/** Shows the facts to the checker, and then the end; the first violation's message. */
export function judge(checker: Checker, facts: readonly Fact[]): string | undefined {
  let at = 0;
  for (const fact of [...facts, { kind: 'end' } as const]) {
    const found: Violation | undefined = checker.observe({ at: at++, ...fact });
    if (found !== undefined) return found.message;
  }
  return undefined;
}

/** One commit each: its one event, or its events. */
export type Commits = readonly (ClusterEvent | readonly ClusterEvent[])[];

/** Commits 1, 2, 3 … of these events; an array of events is one commit. */
export function log(...commits: Commits): Fact[] {
  return commits.map((events, index) => commitOf(index + 1, events));
}

/** One commit with a number of its own. */
export function commitOf(n: number, events: ClusterEvent | readonly ClusterEvent[]): Fact {
  const commit: Commit = {
    v: COMMIT_VERSION,
    n,
    id: `commit-${n}`,
    prev: '',
    at: 1000 + n,
    by: 'c1',
    events: 'type' in events ? [events] : events,
  };
  return { kind: 'commit', commit };
}

/** The life of job 7, event by event. */
export const life = {
  opened: (id: string): ClusterEvent => ({
    type: 'SessionOpened',
    session: {
      id,
      worker: `worker of ${id}`,
      pid: 1,
      host: '',
      types: [{ name: 'sim', cancelable: true }],
      slots: 4,
    },
  }),
  over: (session: string): ClusterEvent => ({ type: 'SessionEnded', session, reason: 'expired' }),
  created: {
    type: 'JobCreated',
    jobs: JOBS,
    jobType: 'sim',
    details: [{ steps: 2 }],
    by: BY,
  },
  createdForGood: {
    type: 'JobCreated',
    jobs: JOBS,
    jobType: 'fixed',
    details: [{ steps: 2 }],
    by: BY,
    cancelable: false,
  },
  claimed: (session: string): ClusterEvent => ({ type: 'JobClaimed', jobs: JOBS, session }),
  released: { type: 'JobClaimReleased', jobs: JOBS, reason: 'expired' },
  progressed: { type: 'JobProgressed', jobs: JOBS, fraction: 0.5 },
  attemptFailed: { type: 'JobAttemptFailed', jobs: JOBS, error: 'no' },
  cancelRequested: { type: 'JobCancelRequested', jobs: JOBS, by: BY },
  pauseRequested: { type: 'JobPauseRequested', jobs: JOBS, by: BY },
  paused: { type: 'JobPaused', jobs: JOBS },
  pausedUndone: { type: 'JobPaused', jobs: JOBS, revertDone: true },
  resumed: { type: 'JobResumed', jobs: JOBS, by: BY },
  revertResumed: { type: 'JobRevertResumed', jobs: JOBS, by: BY },
  revertingCanceled: { type: 'JobReverting', jobs: JOBS, cause: { kind: 'canceled' } },
  revertingFailed: { type: 'JobReverting', jobs: JOBS, cause: { kind: 'error', message: 'no' } },
  succeeded: { type: 'JobSucceeded', jobs: JOBS },
  canceled: { type: 'JobCanceled', jobs: JOBS },
  failed: { type: 'JobFailed', jobs: JOBS },
  decided: (request: string, answer: Answer): ClusterEvent => ({
    type: 'RequestDecided',
    request,
    until: 0,
    answer,
  }),
} as const satisfies Record<string, ClusterEvent | ((...given: never[]) => ClusterEvent)>;

type Way = 'forward' | 'backward';

export const run = {
  started: (worker: string, fence: number, direction: Way = 'forward'): Fact => ({
    kind: 'run-started',
    worker,
    job: JOB,
    fence,
    direction,
  }),
  settled: (worker: string, fence: number, direction: Way = 'forward'): Fact => ({
    kind: 'run-settled',
    worker,
    job: JOB,
    fence,
    direction,
  }),
  died: (process: string): Fact => ({ kind: 'process-died', process }),
} as const;

/** An effect of job 7 that the world accepted, unless something else is said. */
export function effect(given: Pick<Effect, 'op' | 'token' | 'row'> & Partial<Effect>): Fact {
  return { kind: 'effect', job: JOB, accepted: true, changed: true, ...given };
}

export const client = {
  askedToCancel: (request: string): Fact => ({
    kind: 'asked',
    request,
    command: { kind: 'ControlJobs', verb: 'cancel', target: { ids: [JOB] } },
    sql: `CANCEL JOB ${JOB}`,
  }),
  answered: (reply: CommandReply): Fact => ({
    kind: 'answered',
    request: reply.requestId,
    reply,
  }),
} as const;
