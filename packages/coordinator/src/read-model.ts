// Answers to queries, from the folded state of one coordinator: rows of SHOW JOBS in pages, the
// settings, the cluster's status. A stale answer is a true answer of an earlier position.
import {
  compareJobIds,
  decodeIds,
  isTerminal,
  JOB_COLUMNS,
  jobRow,
  parseJobId,
  SETTING_LETTERS,
  SETTINGS,
  SHOW_FINISHED_MS,
  showSetting,
  type ClusterState,
  type ClusterStatus,
  type EventLog,
  type IdList,
  type Job,
  type JobId,
  type JobRow,
  type Query,
  type QueryResult,
  type Refusal,
  type SettingRow,
} from '@rescind/shared';
import { malformed } from './refusals.ts';

/** Rows of one page: about 4 MB, half of what our broker takes in one message. */
const PAGE_ROWS_MAX = 5000;
const PAGE_BYTES_MAX = 4_000_000;

type JobsQuery = Extract<Query, { readonly kind: 'Jobs' }>;

/** One page, newest job first. `now` is the wall clock. */
export function queryJobs(
  state: ClusterState,
  query: JobsQuery,
  now: number,
): QueryResult | Refusal {
  const filter = rowFilter(query, now);
  if ('code' in filter) return filter;
  const limit = Math.min(Math.max(1, query.limit ?? PAGE_ROWS_MAX), PAGE_ROWS_MAX);
  const after = query.after === undefined ? undefined : parseJobId(query.after);
  if (query.after !== undefined && after === undefined) {
    return malformed(`"${query.after}" is no cursor of a page`);
  }
  const context = rowContext(state, now);
  const rows: JobRow[] = [];
  let bytes = 0;
  for (const id of candidates(state, query.idList, after)) {
    const job = state.jobs.get(id);
    if (job === undefined || !filter.job(job)) continue;
    const row = jobRow(job, context);
    if (!filter.row(row)) continue;
    rows.push(row);
    bytes += 400 + row.description.length * 2 + row.error.length;
    for (const line of row.execution_errors) bytes += line.length;
    if (rows.length >= limit || bytes >= PAGE_BYTES_MAX) return { kind: 'Jobs', rows, next: id };
  }
  return { kind: 'Jobs', rows };
}

interface RowFilter {
  job(job: Job): boolean;
  row(row: JobRow): boolean;
}

function rowFilter(query: JobsQuery, now: number): RowFilter | Refusal {
  const where = Object.entries(query.where ?? {});
  const known = new Set<string>(JOB_COLUMNS.map(([name]) => name));
  for (const [column] of where) {
    if (!known.has(column)) {
      return { kind: 'invalid', code: '42703', message: `column "${column}" does not exist` };
    }
  }
  const { scope, idList, schedules } = query;
  const all = scope === 'all' || idList !== undefined || schedules !== undefined;
  const makers = schedules === undefined ? undefined : new Set<string | null>(schedules);
  return {
    job: (job) =>
      (makers === undefined || makers.has(job.schedule)) &&
      (all || !isTerminal(job.place) || job.finished > now - SHOW_FINISHED_MS),
    row: (row) =>
      where.every(([column, value]) => {
        const cell = row[column as keyof JobRow];
        return cell !== null && String(cell) === value;
      }),
  };
}

/** Ids to look at, descending, below the cursor. */
function* candidates(
  state: ClusterState,
  idList: IdList | undefined,
  after: JobId | undefined,
): Iterable<JobId> {
  if (idList !== undefined) {
    const ids = [...new Set(decodeIds(idList))].sort((a, b) => compareJobIds(b, a));
    for (const id of ids) if (after === undefined || compareJobIds(id, after) < 0) yield id;
    return;
  }
  const { order } = state;
  for (let i = after === undefined ? order.length - 1 : below(order, after); i >= 0; i--) {
    yield order[i]!;
  }
}

/** Index of the last id that is smaller than `id`. */
function below(order: readonly JobId[], id: JobId): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareJobIds(order[middle]!, id) < 0) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function rowContext(state: ClusterState, now: number): Parameters<typeof jobRow>[1] {
  return {
    now,
    backoff: {
      initialDelayMs: state.setting('jobs.registry.retry.initial_delay'),
      maxDelayMs: state.setting('jobs.registry.retry.max_delay'),
    },
    workerOf: (session) => state.sessions.get(session)?.worker,
  };
}

/** Every setting with the value in force. */
export function querySettings(state: ClusterState): readonly SettingRow[] {
  return SETTINGS.map((setting) => ({
    variable: setting.name,
    value: showSetting(setting, state.setting(setting.name)),
    raw: state.setting(setting.name),
    setting_type: SETTING_LETTERS[setting.type],
    description: setting.description,
  }));
}

/** What `rescind status` prints. */
export function queryStatus(state: ClusterState, cluster: string, log: EventLog): ClusterStatus {
  return {
    cluster,
    leader: state.leader,
    term: state.term,
    position: state.n,
    log: log.name,
    durability: log.durability,
    sessions: [...state.sessions.values()].map((session) => ({
      session: session.id,
      worker: session.worker,
      pid: session.pid,
      host: session.host,
      slots: session.slots,
      held: state.heldCount(session.id),
      types: session.types.map((type) => type.name),
    })),
    jobs: Object.fromEntries(
      [...state.countsByStatus()].filter(([, count]) => count > 0),
    ) as ClusterStatus['jobs'],
  };
}
