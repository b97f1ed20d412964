// What is said over the bus between clients and coordinators: subjects and payloads, one table.
// docs/nats-api.md is the contract of this file for people without this package.
import type { Answer } from './cluster/answer.ts';
import type { Verb } from './job/control.ts';
import type { IdList } from './job/id-list.ts';
import type { Refusal } from './job/refusal.ts';
import type { JobStatus } from './job/status.ts';
import type { Publication } from './catalog/catalog.ts';
import type { DataCommand } from './catalog/commands.ts';
import type { Database, Table } from './catalog/descriptor.ts';
import type { TableStatistics } from './catalog/statistics.ts';
import type { User } from './catalog/user.ts';
import type { Json } from './json.ts';
import type { ScheduleRow } from './schedule/schedule-row.ts';
import type { JobRow } from './job-row.ts';

/** Version of the messages; one with another version is refused, not guessed at. */
export const MESSAGE_VERSION = 1;

/** A deadline may not lie further away: outcomes are remembered for it plus 30 s of log time. */
export const TIMEOUT_MAX_MS = 30_000;
/** How much longer than its deadline a request's outcome is remembered, in log time. */
export const REMEMBER_MS = 30_000;

/** Every subject of a cluster. A cluster's and a user's name are one word each. */
export function subjects(cluster: string): Subjects {
  const base = `rescind.${cluster}`;
  return {
    command: (user) => `${base}.command.${user}`,
    query: (user) => `${base}.query.${user}`,
    lead: (user) => `${base}.lead.${user}`,
    session: `${base}.session`,
    worker: (session) => `${base}.worker.${session}`,
    rollCall: `${base}.roll-call`,
    inbox: (id) => `${base}.inbox.${id}`,
  };
}

export interface Subjects {
  /** Commands of a user; any coordinator takes them. `*` for all users. */
  command(user: string): string;
  query(user: string): string;
  /** Commands that a follower passes on; only the leader listens. */
  lead(user: string): string;
  /** Requests of workers; only the leader listens. */
  readonly session: string;
  /** What the leader tells one session. */
  worker(session: string): string;
  /** Asks every coordinator who it is; answers go to the reply subject. */
  readonly rollCall: string;
  inbox(id: string): string;
}

/** Names that may stand in a subject. */
export function isSubjectWord(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,64}$/.test(text);
}

/** Which jobs a control command means. */
export type Target =
  | { readonly ids: readonly string[] }
  /** The compact form of ids; see job/id-list.ts. */
  | { readonly idList: IdList }
  /** A selection query whose only column holds job ids; the coordinator runs it. */
  | { readonly select: string };

export type ApiCommand =
  | {
      readonly kind: 'ControlJobs';
      readonly verb: Verb;
      readonly target: Target;
      readonly reason?: string;
      readonly selectedAt?: number;
    }
  | {
      readonly kind: 'CreateJobs';
      readonly type: string;
      readonly details: readonly Json[];
      readonly description?: string;
    }
  | { readonly kind: 'SetSetting'; readonly name: string; readonly value: Json }
  | DataCommand;

/** A command as it travels. `user` must agree with the subject's last word. */
export interface CommandRequest {
  readonly v: typeof MESSAGE_VERSION;
  readonly requestId: string;
  readonly timeoutMs: number;
  readonly user: string;
  readonly command: ApiCommand;
  readonly address?: string;
  readonly application?: string;
  readonly statement?: string;
}

/** `position` is the number of the commit the answer stands in, or was judged at. */
export type CommandReply = {
  readonly v: typeof MESSAGE_VERSION;
  readonly requestId: string;
} & (
  | (Extract<Answer, { readonly ok: true }> & { readonly position: number })
  | { readonly ok: false; readonly error: Refusal; readonly position?: number }
);

export type Query =
  | {
      readonly kind: 'Jobs';
      /** Only these ids. */
      readonly idList?: IdList;
      /** Only rows whose columns have these values (text form). */
      readonly where?: { readonly [column: string]: string };
      /** Which jobs: SHOW JOBS' own (default), or all that are in the log. */
      readonly scope?: 'recent' | 'all';
      /** Rows per page, and the cursor of the page before. */
      readonly limit?: number;
      readonly after?: string;
      /** Only jobs that these schedules have made. */
      readonly schedules?: readonly string[];
    }
  /** Answers once every one of these jobs is at its end (or unknown), or with what it is then. */
  | { readonly kind: 'Settled'; readonly idList: IdList; readonly waitMs: number }
  | { readonly kind: 'Settings' }
  | { readonly kind: 'Status' }
  /** Every database, and every table that has a name, without rows. */
  | { readonly kind: 'Catalog' }
  /** A table by its id, a dropped one too, with layers and rows in the log. */
  | { readonly kind: 'TableContents'; readonly table: number }
  | { readonly kind: 'Statistics'; readonly table: number }
  | { readonly kind: 'Schedules' }
  | { readonly kind: 'Users' }
  /** Backups that are done and whose manifests are still to be stored, for those who store them. */
  | { readonly kind: 'Publications' }
  /** What the log says of one job, oldest first, in pages. */
  | { readonly kind: 'History'; readonly job: string; readonly after?: number };

export interface QueryRequest {
  readonly v: typeof MESSAGE_VERSION;
  readonly user: string;
  readonly query: Query;
  /** The answer must not be older than this commit. */
  readonly minPosition?: number;
}

export type QueryReply = { readonly v: typeof MESSAGE_VERSION } & (
  | { readonly ok: true; readonly position: number; readonly result: QueryResult }
  | { readonly ok: false; readonly error: Refusal; readonly position?: number }
);

export type QueryResult =
  | { readonly kind: 'Jobs'; readonly rows: readonly JobRow[]; readonly next?: string }
  | { readonly kind: 'Settled'; readonly settled: boolean }
  | { readonly kind: 'Settings'; readonly rows: readonly SettingRow[] }
  | { readonly kind: 'Status'; readonly status: ClusterStatus }
  | {
      readonly kind: 'Catalog';
      readonly databases: readonly Database[];
      readonly tables: readonly TableInfo[];
    }
  /** Null: there is no table of that id, not even a dropped one. */
  | { readonly kind: 'TableContents'; readonly table: Table | null }
  | { readonly kind: 'Statistics'; readonly statistics: readonly TableStatistics[] }
  | { readonly kind: 'Schedules'; readonly rows: readonly ScheduleRow[] }
  | { readonly kind: 'Users'; readonly users: readonly User[] }
  | { readonly kind: 'Publications'; readonly publications: readonly Publication[] }
  | {
      readonly kind: 'History';
      readonly rows: readonly HistoryRow[];
      /** Give it as `after` for the next page. */
      readonly next?: number;
    };

/** A table without its rows. */
export type TableInfo = Omit<Table, 'inline' | 'layers'> & {
  readonly rows: number;
  readonly bytes: number;
};

/** One event of a job, or one that its job brought about. */
export interface HistoryRow {
  /** Number of the commit. */
  readonly commit: number;
  /** Log time, ms since 1970. */
  readonly at: number;
  /** The coordinator that wrote it. */
  readonly coordinator: string;
  readonly event: string;
  /** The user who asked for it, or null. */
  readonly user: string | null;
  /** What else the event says, JSON text. */
  readonly details: string;
}

export interface SettingRow {
  readonly variable: string;
  readonly value: string;
  /** The same as a number: milliseconds, bytes, 0 or 1. `value` may be rounded. */
  readonly raw: number;
  readonly setting_type: 'd' | 'i' | 'b' | 'f' | 'z';
  readonly description: string;
}

/** One coordinator, as it answers a roll call. */
export interface CoordinatorStatus {
  readonly id: string;
  readonly pid: number;
  readonly role: 'leader' | 'follower' | 'unfit';
  readonly term: number;
  readonly position: number;
  /** Why it may not lead; only when unfit. */
  readonly reason?: string;
}

export interface ClusterStatus {
  readonly cluster: string;
  readonly leader: string | null;
  readonly term: number;
  readonly position: number;
  readonly log: string;
  readonly durability: string;
  readonly sessions: readonly {
    readonly session: string;
    readonly worker: string;
    readonly pid: number;
    readonly host: string;
    readonly slots: number;
    readonly held: number;
    readonly types: readonly string[];
  }[];
  readonly jobs: { readonly [status in JobStatus]?: number };
}
