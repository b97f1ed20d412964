// What worker and leader say to each other. The leader's messages say how things should be, not
// what to do next, so one that is lost or repeated does no harm: heartbeats repeat what matters.
import type { SessionEndReason, SessionHello } from './cluster/session.ts';
import type { JobId } from './job/job-id.ts';
import type { ChartEventType } from './job/chart.ts';
import type { Place } from './job/place.ts';
import type { Refusal } from './job/refusal.ts';
import type { Report } from './job/report.ts';
import type { Json } from './json.ts';
import type { WitnessMark } from './witness.ts';
import type { MESSAGE_VERSION } from './messages.ts';

/** One job as its claim holder should see it. */
export interface Task {
  readonly job: JobId;
  readonly epoch: number;
  readonly fence: number;
  readonly place: Place;
  /** Number of the commit that made it so: of two messages the later commit counts. */
  readonly n: number;
  /** The event that led here, for the job's actor; null when the task only repeats how it is. */
  readonly event: ChartEventType | null;
  /** What a handler needs; present whenever there is something to run. */
  readonly spec?: TaskSpec;
}

export interface TaskSpec {
  readonly type: string;
  readonly details: Json;
  readonly checkpoint: Json;
  readonly fraction: number;
  readonly owner: string;
  readonly description: string;
  readonly runs: number;
}

/** Leader to session, on subject `worker(session)`. */
export interface WorkerPush {
  readonly v: typeof MESSAGE_VERSION;
  readonly tasks: readonly Task[];
}

/** Session to leader, on subject `session`. */
export type WorkerRequest = { readonly v: typeof MESSAGE_VERSION } & (
  | { readonly kind: 'open'; readonly hello: SessionHello }
  /** `holds`: the executions it has, [job, fence]. */
  | {
      readonly kind: 'heartbeat';
      readonly session: string;
      readonly holds: readonly (readonly [JobId, number])[];
    }
  | { readonly kind: 'report'; readonly session: string; readonly reports: readonly Report[] }
  | { readonly kind: 'end'; readonly session: string; readonly reason: SessionEndReason }
);

/** Times a worker has to keep, as the cluster's settings are now. */
export interface SessionTimes {
  readonly ttlMs: number;
  readonly heartbeatMs: number;
  readonly graceMs: number;
  readonly progressPerSecond: number;
}

export type WorkerReply = { readonly v: typeof MESSAGE_VERSION } & (
  | {
      readonly ok: true;
      readonly kind: 'opened';
      readonly times: SessionTimes;
      readonly mark: WitnessMark;
    }
  /** `tasks` differ from what the worker holds; `drop` it holds but no longer has a claim on. */
  | {
      readonly ok: true;
      readonly kind: 'alive';
      readonly times: SessionTimes;
      readonly mark: WitnessMark;
      readonly tasks: readonly Task[];
      readonly drop: readonly JobId[];
    }
  /** Indexes of reports whose execution is no longer the job's. */
  | {
      readonly ok: true;
      readonly kind: 'reported';
      readonly stale: readonly number[];
      /** Reports whose effect was refused, and why. */
      readonly refused?: readonly (readonly [index: number, message: string])[];
      readonly mark: WitnessMark;
    }
  | { readonly ok: true; readonly kind: 'ended' }
  /** The session is over, for good: abort everything, then open another. */
  | { readonly ok: false; readonly kind: 'gone' }
  /** Not now (no proven leader); ask again. */
  | { readonly ok: false; readonly kind: 'refused'; readonly error: Refusal }
);
