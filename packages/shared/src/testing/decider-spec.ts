// Given, when, then for decisions: a cluster in a known condition, one command, and what must come
// of it. A cluster here commits as a leader does, without a log: what is decided is adopted.
import { expect } from 'vitest';
import type { Command, RequestTag } from '../cluster/commands.ts';
import { consequences } from '../cluster/consequences.ts';
import { decide } from '../cluster/decide.ts';
import type { Decision } from '../cluster/decision.ts';
import { Draft } from '../cluster/draft.ts';
import { EventList } from '../cluster/event-list.ts';
import type { ClusterEvent } from '../cluster/events.ts';
import type { Session } from '../cluster/session.ts';
import { ClusterState } from '../cluster/state.ts';
import type { Verb } from '../job/control.ts';
import { encodeIds, type IdList } from '../job/id-list.ts';
import { newJob, type Actor, type Job } from '../job/job.ts';
import type { JobId } from '../job/job-id.ts';
import { isBackward, isStopAsked, isTerminal, type Place } from '../job/place.ts';
import type { Report } from '../job/report.ts';

/** Log time of a given cluster: 2026-01-01T00:00:00Z. */
export const NOW = 1_767_225_600_000;
export const ROOT: Actor = { user: 'root' };
/** The worker session that holds what `held` says is held. */
export const W1 = 'w1-session';

/** A job id by its number. */
export function jobId(number: number | string): JobId {
  return String(number) as JobId;
}

/** A list of job ids by their numbers, order kept. */
export function idsOf(...numbers: readonly (number | string)[]): IdList {
  return encodeIds(numbers.map(jobId));
}

/** Job 7 at a place, as it is when nobody holds it; `fields` overrides any field. */
export function jobAt(place: Place, fields: Partial<Job> = {}): Job {
  const cause = fields.cause === undefined ? causeAt(place) : fields.cause;
  return {
    ...newJob({
      id: jobId(7),
      type: 'demo',
      details: null,
      description: '',
      owner: 'alice',
      cancelable: true,
      created: NOW,
      movedIn: 1,
    }),
    place,
    cause,
    error: cause === null ? '' : cause.kind === 'canceled' ? 'job canceled by user' : cause.message,
    stopAskedAt: isStopAsked(place) ? NOW : 0,
    finished: isTerminal(place) ? NOW : 0,
    ...fields,
  };
}

function causeAt(place: Place): Job['cause'] {
  if (place === 'canceled') return { kind: 'canceled' };
  return isBackward(place) || place === 'failed' ? { kind: 'error', message: 'disk full' } : null;
}

/** The fields of a job in its first run, by session W1 under fence 1. */
export function held(fields: Partial<Job> = {}): Partial<Job> {
  return { session: W1, epoch: 1, fence: 1, runs: 1, lastRun: NOW, started: NOW, ...fields };
}

/** A session of the type `demo`, with room for 100 jobs. */
export function session(id: string, fields: Partial<Session> = {}): Session {
  const types = [{ name: 'demo', cancelable: true }];
  return { id, worker: id, pid: 1, host: 'here', types, slots: 100, openedAt: NOW, ...fields };
}

/** CANCEL, PAUSE or RESUME of jobs by their numbers, asked for by root. */
export function ask(verb: Verb, ...numbers: readonly (number | string)[]): Command {
  return { kind: 'ControlJobs', verb, jobs: idsOf(...numbers), by: ROOT };
}

/** Reports of session W1. */
export function says(...reports: readonly Report[]): Command {
  return { kind: 'Report', session: W1, reports };
}

export interface Cluster {
  readonly state: ClusterState;
  /** Decides a command in a commit of its own and adopts it. */
  run(command: Command, tag?: RequestTag): Decision;
  /** Decides commands as one batch; `adopt: false` drops the draft. */
  batch(
    commands: readonly (readonly [command: Command, tag?: RequestTag])[],
    options?: { readonly adopt: boolean },
  ): readonly Decision[];
  job(number: number | string): Job;
  /** All that stands in the newest commit, in the order of the log. */
  readonly newest: readonly ClusterEvent[];
  /** Log time goes on. */
  pass(ms: number): void;
  readonly now: number;
}

/** A cluster with these jobs and sessions, its log at commit 1. Session W1 is always open. */
export function clusterOf(...things: readonly (Job | Session)[]): Cluster {
  const state = new ClusterState();
  let now = NOW;
  const first = new Draft(state);
  first.putSession(session(W1));
  for (const thing of things) {
    if ('place' in thing) first.putJob(thing);
    else first.putSession(thing);
  }
  first.adopt(1, now, 'hash-1');
  let newest: readonly ClusterEvent[] = [];
  const batch: Cluster['batch'] = (commands, { adopt } = { adopt: true }) => {
    const draft = new Draft(state);
    const stamp = { at: now, n: state.n + 1 };
    const events = new EventList();
    const decisions = commands.map(([command, tag]) => {
      const decision = decide(draft, command, stamp, tag);
      events.add(decision.events);
      return decision;
    });
    events.add(consequences(draft, stamp));
    if (!adopt) return decisions;
    draft.adopt(stamp.n, now, `hash-${stamp.n}`);
    newest = events.done();
    return decisions;
  };
  return {
    state,
    batch,
    run: (command, tag) => batch([tag === undefined ? [command] : [command, tag]])[0]!,
    job: (number) => {
      const job = state.job(jobId(number));
      expect(job, `job ${number}`).toBeDefined();
      return job!;
    },
    pass: (ms) => {
      now += ms;
    },
    get newest() {
      return newest;
    },
    get now() {
      return now;
    },
  };
}

/** All that a state shows, as plain data: two states that show the same are the same. */
export function shown(state: ClusterState): Readonly<Record<string, unknown>> {
  const { lastJobId, leader, term, n, at, hash } = state;
  const placing = [...state.toPlace].map(([type, ids]) => [type, new Set(ids)] as const);
  const jobs = [...state.jobs.values()];
  const holders = new Set(jobs.flatMap((job) => job.session ?? []));
  const owners = new Set(jobs.flatMap((job) => job.schedule ?? []));
  return {
    ...{ lastJobId, leader, term, n, at, hash },
    jobs,
    order: [...state.order],
    sessions: new Map(state.sessions),
    endedSessions: new Map(state.endedSessions),
    jobTypes: new Map(state.jobTypes),
    settings: new Map(state.settings),
    requests: new Map(state.requests),
    toPlace: new Map(placing.filter(([, ids]) => ids.size > 0)),
    toWait: new Set(state.toWait),
    toServe: new Set(state.toServe),
    held: new Map([...holders].map((id) => [id, new Set(state.heldBy(id))])),
    counts: new Map(state.countsByStatus()),
    activeStatistics: new Set(state.activeStatistics()),
    scheduled: new Map([...owners].map((id) => [id, new Set(state.activeOf(id))])),
    catalog: shownCatalog(state),
  };
}

/** The catalog as plain lists: their order shows too, policies go through them in it. */
function shownCatalog({ catalog }: ClusterState): Readonly<Record<string, unknown>> {
  const { nextDescriptorId, lastScheduleId } = catalog;
  return {
    ...{ nextDescriptorId, lastScheduleId },
    databases: [...catalog.databases],
    tables: [...catalog.tables],
    statistics: [...catalog.statistics],
    protections: [...catalog.protections],
    publications: [...catalog.publications],
    schedules: [...catalog.schedules],
    users: [...catalog.users],
    wishes: [...catalog.wishes],
  };
}

export interface Outcome {
  /** Exactly these events, in this order. */
  thenEvents(...events: readonly ClusterEvent[]): Outcome;
  /** Nothing happens and it is a success. */
  thenNothing(): Outcome;
  /** Nothing happens; the message and its SQLSTATE say why. */
  thenRefused(message: string, code?: string): Outcome;
  /** The reports at these indexes change nothing. */
  thenStale(...indexes: readonly number[]): Outcome;
  /** Fields of a job once the commit is in the log. */
  thenJob(number: number | string, fields: Partial<Job>): Outcome;
}

/** `given(job).when(command).thenEvents(…)`; each step fails the test where it does not hold. */
export function given(...things: readonly (Job | Session)[]): {
  when(command: Command, tag?: RequestTag): Outcome;
} {
  const cluster = clusterOf(...things);
  return {
    when(command, tag) {
      const { events, answer } = cluster.run(command, tag);
      const outcome: Outcome = {
        thenEvents(...expected) {
          expect(events).toEqual(expected);
          return outcome;
        },
        thenNothing() {
          expect(answer).toMatchObject({ ok: true });
          expect(events).toEqual([]);
          return outcome;
        },
        thenRefused(message, code = 'XXUUU') {
          expect(answer).toMatchObject({ ok: false, refusal: { message, code } });
          expect(events).toEqual([]);
          return outcome;
        },
        thenStale(...indexes) {
          expect(answer).toEqual({ ok: true, kind: 'reported', stale: indexes });
          return outcome;
        },
        thenJob(number, fields) {
          expect(cluster.job(number)).toMatchObject(fields);
          return outcome;
        },
      };
      return outcome;
    },
  };
}
