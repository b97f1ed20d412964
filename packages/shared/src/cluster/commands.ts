// All that may be asked of a cluster. Users ask the first three; workers the next three; the last
// two come from the leader's own policies and are repeated until nothing is left to do.
import type { DataCommandBy, DataPolicy } from '../catalog/commands.ts';
import type { Verb } from '../job/control.ts';
import type { IdList } from '../job/id-list.ts';
import type { Actor } from '../job/job.ts';
import type { Report } from '../job/report.ts';
import type { Json } from '../json.ts';
import type { SessionEndReason, SessionHello } from './session.ts';

export type ControlJobs = {
  readonly kind: 'ControlJobs';
  readonly verb: Verb;
  readonly jobs: IdList;
  readonly by: Actor;
  /** Stored with the request; PAUSE and (as an extension) CANCEL take one. */
  readonly reason?: string;
  /** Commit number the ids were selected at: a job that moved since then refuses the whole. */
  readonly selectedAt?: number;
};

export type CreateJobs = {
  readonly kind: 'CreateJobs';
  readonly jobType: string;
  readonly details: readonly Json[];
  readonly by: Actor;
  readonly description?: string;
};

export type SetSetting = {
  readonly kind: 'SetSetting';
  readonly name: string;
  /** null resets to the default. */
  readonly value: Json;
  readonly by: Actor;
};

export type UserCommand = ControlJobs | CreateJobs | SetSetting | DataCommandBy;

export type Command =
  | UserCommand
  | DataPolicy
  | { readonly kind: 'OpenSession'; readonly hello: SessionHello }
  | { readonly kind: 'EndSession'; readonly session: string; readonly reason: SessionEndReason }
  | { readonly kind: 'Report'; readonly session: string; readonly reports: readonly Report[] }
  | {
      readonly kind: 'ClaimJobs';
      readonly claims: readonly { readonly session: string; readonly jobs: IdList }[];
    }
  /** Moves on jobs with a request that no claim holder can serve. */
  | { readonly kind: 'ServeRequests'; readonly jobs: IdList };

/** Identifies a request over the bus: its answer is recorded until `until` (log time, ms). */
export interface RequestTag {
  readonly id: string;
  readonly until: number;
  /** The caller selects again when what it selected has changed: that refusal is no outcome yet. */
  readonly selectsAgain?: boolean;
}
