// Events of tables, backups, statistics and schedules, for histories made by hand.
import { createHash } from 'node:crypto';
import type {
  ClusterEvent,
  IdList,
  JobId,
  Json,
  Layer,
  Schedule,
  ScheduleId,
} from '@rescind/shared';
import type { Fact } from '../history.ts';
import type { SeenObjects } from '../history/seen-objects.ts';

const ROOT = { user: 'root' };

export const job = {
  made: (id: string, jobType: string, details: object = {}, more: object = {}): ClusterEvent => ({
    type: 'JobCreated',
    jobs: id as IdList,
    jobType,
    details: [details as Json],
    by: ROOT,
    ...more,
  }),
  claimed: (id: string): ClusterEvent => of(id, 'JobClaimed', { session: 's1' }),
  paused: (id: string): readonly ClusterEvent[] => [
    of(id, 'JobPauseRequested', { by: ROOT }),
    of(id, 'JobPaused'),
  ],
  /** Canceled from wherever it runs, up to its end. */
  canceled: (id: string): readonly ClusterEvent[] => [
    of(id, 'JobCancelRequested', { by: ROOT }),
    of(id, 'JobReverting', { cause: { kind: 'canceled' } }),
    of(id, 'JobCanceled'),
  ],
  succeeded: (id: string): ClusterEvent => of(id, 'JobSucceeded'),
} as const;

function of(id: string, type: string, more: object = {}): ClusterEvent {
  return { type, jobs: id as IdList, ...more } as ClusterEvent;
}

/** `by` undefined is a job. */
function whose(by?: string): { readonly job: JobId } | { readonly by: typeof ROOT } {
  return by === undefined ? { by: ROOT } : { job: by as JobId };
}

export const table = {
  database: (id: number, by?: string): ClusterEvent => ({
    type: 'DatabaseCreated',
    database: { id, name: `d${id}`, owner: 'root', job: (by as JobId | undefined) ?? null },
    ...whose(by),
  }),
  databaseDropped: (database: number, by?: string): ClusterEvent => ({
    type: 'DatabaseDropped',
    database,
    ...whose(by),
  }),
  databaseKept: (database: number, by: string): ClusterEvent => ({
    type: 'DatabaseKept',
    database,
    reason: '',
    ...whose(by),
  }),
  made: (id: number, database = 50, by?: string): ClusterEvent => ({
    type: 'TableCreated',
    table: {
      id,
      database,
      name: `t${id}`,
      columns: [],
      owner: 'root',
      state: by === undefined ? 'public' : 'offline',
      job: (by as JobId | undefined) ?? null,
    },
    ...whose(by),
  }),
  dropped: (id: number, by?: string): ClusterEvent => ({
    type: 'TableDropped',
    table: id,
    ...whose(by),
  }),
  filled: (id: number, rows: readonly (readonly Json[])[]): ClusterEvent => ({
    type: 'RowsInserted',
    table: id,
    rows,
    by: ROOT,
  }),
  published: (
    by: string,
    ...tables: readonly (readonly [id: number, ...Layer[]])[]
  ): ClusterEvent => ({
    type: 'TablesPublished',
    job: by as JobId,
    tables: tables.map(([id, ...layers]) => ({ id, layers })),
  }),
  gc: (id: string, tables: readonly number[], by: string | null = null): ClusterEvent =>
    job.made(
      id,
      'SCHEMA CHANGE GC',
      { tables: tables.map((each) => ({ id: each, layers: [] })), job: by, droppedIn: 1 },
      { cancelable: false },
    ),
} as const;

const SCHEDULE = '5' as ScheduleId;

export const schedule = {
  plan: (more: Partial<Schedule> = {}): Schedule => ({
    id: SCHEDULE,
    label: 'nightly',
    owner: 'root',
    created: 0,
    cron: '* * * * *',
    nextRun: 1000,
    state: '',
    onPreviousRunning: 'wait',
    onExecutionFailure: 'reschedule',
    backup: { targets: {}, uri: '', incremental: false, statement: '', options: {} },
    dependsOn: null,
    ...more,
  }),
  made: (more: Partial<Schedule> = {}): ClusterEvent => ({
    type: 'ScheduleCreated',
    schedule: schedule.plan(more),
    by: ROOT,
  }),
  moved: (more: Partial<Schedule> = {}): ClusterEvent => ({
    type: 'ScheduleChanged',
    schedule: schedule.plan(more),
  }),
  asked: (more: Partial<Schedule> = {}): ClusterEvent => ({
    type: 'ScheduleChanged',
    schedule: schedule.plan(more),
    by: ROOT,
  }),
  dropped: { type: 'ScheduleDropped', schedule: SCHEDULE, by: ROOT } as ClusterEvent,
  /** A job of it. */
  started: (id: string): ClusterEvent => job.made(id, 'BACKUP', {}, { schedule: SCHEDULE }),
} as const;

type Files = Readonly<Record<string, string>>;

export const stored = {
  seen: (cluster: Files, outside: Files = {}): Fact => ({
    kind: 'objects-seen',
    objects: { cluster: bytesOf(cluster), outside: bytesOf(outside) } satisfies SeenObjects,
  }),
  put: (name: string, text = ''): Fact => ({
    kind: 'object',
    op: 'put',
    place: 'outside',
    name,
    bytes: encode(text),
  }),
  deleted: (name: string): Fact => ({
    kind: 'object',
    op: 'deleted',
    place: 'outside',
    name,
    bytes: encode(''),
  }),
  /** A segment of rows, as a manifest names it. */
  segment: (name: string, text: string): object => ({
    name,
    rows: text.split('\n').length - 1,
    bytes: text.length,
    sha256: digest(text),
  }),
  manifest: (...segments: readonly object[]): string => JSON.stringify({ v: 1, segments }),
  layer: (manifest: string, text: string): Layer => ({
    manifest,
    sha256: digest(text),
    rows: 0,
    bytes: 0,
    segments: 1,
  }),
} as const;

function bytesOf(files: Files): ReadonlyMap<string, Uint8Array> {
  return new Map(Object.entries(files).map(([name, text]) => [name, encode(text)]));
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
