// A cluster that is a table of rows, for tests: it answers as a coordinator would and writes down
// what it was asked.
import {
  decodeIds,
  encodeIds,
  SHOW_FINISHED_MS,
  type ApiCommand,
  type CommandReply,
  type HistoryRow,
  type JobId,
  type JobRow,
  type Publication,
  type Refusal,
  type SettingRow,
} from '@rescind/shared';
import type { Backend, JobRowsQuery } from '../backend.ts';
import { createCatalog, jobsOf, type TestCatalog } from './catalog-of.ts';

/** Wall clock of the table: noon of the first of June 2024. */
export const NOW = 1_717_243_200_000;

/** A running job of root; give what matters. */
export function jobRowWith(given: Partial<JobRow>): JobRow {
  return {
    job_id: '1',
    job_type: 'BACKUP',
    description: '',
    statement: '',
    user_name: 'root',
    status: 'running',
    running_status: null,
    created: NOW - 60_000,
    started: NOW - 50_000,
    finished: null,
    modified: NOW - 40_000,
    fraction_completed: 0,
    error: '',
    coordinator_id: null,
    trace_id: null,
    last_run: null,
    next_run: null,
    num_runs: 1,
    execution_errors: [],
    ...given,
  };
}

export interface TableBackend extends Backend {
  /** May be exchanged between two statements. */
  rows: readonly JobRow[];
  position: number;
  /** Everything asked, in order. */
  readonly queries: JobRowsQuery[];
  readonly commands: { readonly command: ApiCommand; readonly statement: string }[];
  readonly waits: (readonly JobId[])[];
  /** Answers the next commands, in order; afterwards all succeed that can. */
  readonly refusals: Refusal[];
  /** Databases, tables, schedules and users: commands on them are decided for good. */
  readonly decided: TestCatalog;
  /** What becomes of the next jobs that somebody waits for; afterwards they succeed. */
  readonly ends: Partial<JobRow>[];
  /** What the log says of every job. */
  historyRows: readonly HistoryRow[];
  /** Jobs by the schedule that made them. */
  readonly madeBy: Map<string, readonly string[]>;
  /** How often a backup that is done is still found to have no manifest. */
  unpublishedLooks: number;
}

export function createTableBackend(
  rows: readonly JobRow[] = [],
  settings: readonly SettingRow[] = [],
): TableBackend {
  const refusals: Refusal[] = [];
  const decided = createCatalog();
  const backend: TableBackend = {
    user: 'root',
    rows,
    position: 100,
    queries: [],
    commands: [],
    waits: [],
    refusals,
    decided,
    ends: [],
    historyRows: [],
    madeBy: new Map(),
    unpublishedLooks: 0,
    jobRows(query) {
      backend.queries.push(query);
      return Promise.resolve(rowsFor(backend, query));
    },
    catalog: () => Promise.resolve(decided.contents()),
    contents: (table) => Promise.resolve(decided.state.catalog.tables.get(table) ?? null),
    statistics: (table) => Promise.resolve(decided.state.catalog.statistics.get(table) ?? []),
    schedules: () => Promise.resolve(decided.schedules()),
    users: () => Promise.resolve([...decided.state.catalog.users.values()]),
    history: () => Promise.resolve(backend.historyRows),
    publications() {
      const isLeft = backend.unpublishedLooks > 0;
      if (isLeft) backend.unpublishedLooks--;
      return Promise.resolve(isLeft ? backend.rows.map(publicationOf) : []);
    },
    settings: () => Promise.resolve(settings),
    command(command, statement) {
      backend.commands.push({ command, statement });
      const error = refusals.shift();
      if (error !== undefined) return Promise.resolve({ v: 1, requestId: 'r', ok: false, error });
      return Promise.resolve(carryOut(backend, command));
    },
    ended(ids) {
      backend.waits.push(ids);
      return Promise.resolve();
    },
    endsWithin(job) {
      backend.waits.push([job]);
      const end = backend.ends.shift() ?? { status: 'succeeded', finished: NOW };
      backend.rows = backend.rows.map((row) => (row.job_id === job ? { ...row, ...end } : row));
      return Promise.resolve(end.finished !== undefined);
    },
  };
  return backend;
}

/** What a job has backed up, into the collection that every test has. */
function publicationOf({ job_id: id }: JobRow): Publication {
  const [uri, subdir] = ['nodelocal://1/b', '2024/06/01-120000.00'];
  return { job: id as JobId, uri, subdir, sha256: '', rows: 0, bytes: 0 };
}

/** Jobs that a command makes are running from then on. */
function carryOut(backend: TableBackend, command: ApiCommand): CommandReply {
  switch (command.kind) {
    case 'ControlJobs':
    case 'CreateJobs':
    case 'SetSetting':
      return done(command);
    default: {
      const reply = backend.decided.run(command, NOW);
      const made = jobsOf(reply).map((id) => {
        const { type: job_type, description } = backend.decided.state.job(id)!;
        return jobRowWith({ job_id: id, job_type, description });
      });
      backend.rows = [...backend.rows, ...made];
      return reply;
    }
  }
}

function rowsFor(
  { rows: all, madeBy }: TableBackend,
  { ids, schedules, where, scope }: JobRowsQuery,
): readonly JobRow[] {
  const wanted = ids === undefined ? undefined : new Set<string>(ids);
  const made = schedules?.flatMap((schedule) => madeBy.get(schedule) ?? []);
  const takesAll = scope === 'all' || ids !== undefined;
  return all
    .filter((row) => made?.includes(row.job_id) ?? true)
    .filter((row) => wanted?.has(row.job_id) ?? true)
    .filter((row) => takesAll || row.finished === null || row.finished > NOW - SHOW_FINISHED_MS)
    .filter((row) =>
      Object.entries(where ?? {}).every(([column, text]) => {
        const cell = row[column as keyof JobRow];
        return cell !== null && String(cell) === text;
      }),
    )
    .sort((a, b) => (BigInt(a.job_id) > BigInt(b.job_id) ? -1 : 1));
}

type Given = Extract<ApiCommand, { readonly kind: 'ControlJobs' | 'CreateJobs' | 'SetSetting' }>;

function done(command: Given): CommandReply {
  const reply = { v: 1, requestId: 'r', position: 101, ok: true } as const;
  switch (command.kind) {
    case 'ControlJobs': {
      const ids = 'idList' in command.target ? decodeIds(command.target.idList) : [];
      return { ...reply, kind: 'controlled', count: ids.length, changed: ids.length };
    }
    case 'CreateJobs':
      return { ...reply, kind: 'created', jobs: encodeIds([CREATED]) };
    case 'SetSetting':
      return { ...reply, kind: 'done' };
  }
}

/** The id of every job that the table creates. */
export const CREATED = '1137902452736000001' as JobId;
