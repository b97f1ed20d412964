// A cluster that is a table of rows, for tests: it answers as a coordinator would and writes down
// what it was asked.
import {
  decodeIds,
  encodeIds,
  SHOW_FINISHED_MS,
  type ApiCommand,
  type CommandReply,
  type JobId,
  type JobRow,
  type Refusal,
  type SettingRow,
} from '@rescind/shared';
import type { Backend, JobRowsQuery } from '../backend.ts';

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
  /** Answers the next commands, in order; afterwards all succeed. */
  readonly refusals: Refusal[];
}

export function createTableBackend(
  rows: readonly JobRow[] = [],
  settings: readonly SettingRow[] = [],
): TableBackend {
  const refusals: Refusal[] = [];
  const backend: TableBackend = {
    user: 'root',
    rows,
    position: 100,
    queries: [],
    commands: [],
    waits: [],
    refusals,
    jobRows(query) {
      backend.queries.push(query);
      return Promise.resolve(rowsFor(backend.rows, query));
    },
    settings: () => Promise.resolve(settings),
    command(command, statement) {
      backend.commands.push({ command, statement });
      const error = refusals.shift();
      return Promise.resolve(
        error === undefined ? done(command) : { v: 1, requestId: 'r', ok: false, error },
      );
    },
    ended(ids) {
      backend.waits.push(ids);
      return Promise.resolve();
    },
  };
  return backend;
}

function rowsFor(all: readonly JobRow[], { ids, where, scope }: JobRowsQuery): readonly JobRow[] {
  const wanted = ids === undefined ? undefined : new Set<string>(ids);
  const takesAll = scope === 'all' || ids !== undefined;
  return all
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

function done(command: ApiCommand): CommandReply {
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
