// What the log says of one job, oldest first: read from the commit that made the job on, a bounded
// piece at a time. A long silence in the log is crossed over several queries.
import {
  BACKUP,
  decodeIds,
  parseJobId,
  type ClusterEvent,
  type ClusterState,
  type Clock,
  type EventLog,
  type HistoryRow,
  type Job,
  type JobId,
  type Json,
  type Query,
  type QueryResult,
  type Recorded,
  type Refusal,
} from '@rescind/shared';
import { stillReading } from './refusals.ts';

/** Rows of one page, and characters of their details: half of what every broker takes. */
const PAGE_ROWS_MAX = 500;
const PAGE_CHARACTERS_MAX = 256 * 1024;
/** Details that are longer are only counted: a RESTORE may name ten thousand tables. */
const DETAILS_MAX = 16 * 1024;
/** Commits that one query reads, and how long it does; both far below what its sender waits. */
const COMMITS_MAX = 5000;
const READING_MS = 250;
/** Readers whose place in the log is remembered. */
const PLACES_MAX = 256;
/** A cursor is the commit to go on at, times this, plus its rows that were given already. */
const ROWS_PER_COMMIT = 2 ** 20;

type HistoryQuery = Extract<Query, { readonly kind: 'History' }>;

export interface HistoryOptions {
  readonly log: EventLog;
  readonly state: ClusterState;
  readonly clock: Clock;
  /** For tests. */
  readonly commitsMax?: number;
}

export type QueryHistory = (query: HistoryQuery) => Promise<QueryResult | Refusal>;

/** Throws what the log throws. A job nobody knows has no history. */
export function createHistory(options: HistoryOptions): QueryHistory {
  const { log, state, clock, commitsMax = COMMITS_MAX } = options;
  /** Where the next query with the same cursor goes on: commits before it say nothing. */
  const places = new Map<string, number>();

  const remember = (key: string, commit: number): void => {
    places.delete(key);
    places.set(key, commit);
    const [oldest] = places.keys();
    if (places.size > PLACES_MAX && oldest !== undefined) places.delete(oldest);
  };

  return async (query) => {
    const id = parseJobId(query.job);
    const job = id === undefined ? undefined : state.jobs.get(id);
    if (job === undefined) return { kind: 'History', rows: [] };
    const key = `${job.id} ${query.after ?? ''}`;
    const start = startOf(query, places.get(key)) ?? {
      commit: await createdIn(log, job),
      skip: 0,
    };
    const page = await readPage(log, job, start, {
      last: state.n,
      endsLater: isPublishedLater(state, job),
      commitsMax,
      until: clock.monotonic() + READING_MS,
      clock,
    });
    if (page.goOn === undefined) return { kind: 'History', rows: page.rows };
    if (page.rows.length > 0) return { kind: 'History', rows: page.rows, next: page.goOn };
    // An empty page would look like the end of it.
    const commit = Math.floor(page.goOn / ROWS_PER_COMMIT);
    remember(key, commit);
    return stillReading(commit - 1);
  };
}

interface Start {
  readonly commit: number;
  /** Rows of that commit that were given before. */
  readonly skip: number;
}

/** Undefined for the first query about the job. */
function startOf({ after }: HistoryQuery, reached: number | undefined): Start | undefined {
  if (reached !== undefined) return { commit: reached, skip: 0 };
  if (after === undefined) return undefined;
  const commit = Math.floor(after / ROWS_PER_COMMIT);
  return commit < 1 ? undefined : { commit, skip: after % ROWS_PER_COMMIT };
}

/** The first commit of the log time at which the job was made; it stands there or right behind. */
async function createdIn(log: EventLog, job: Job): Promise<number> {
  let low = 1;
  let high = job.movedIn;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const recorded = await log.get(middle);
    if (recorded !== undefined && recorded.commit.at < job.created) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A backup is published some time after the end of its job, by an event that names the job. */
function isPublishedLater({ catalog }: ClusterState, { id, type, place }: Job): boolean {
  return type === BACKUP && place === 'succeeded' && !catalog.publications.has(id);
}

interface Bounds {
  readonly last: number;
  /** Its last event comes after its end. */
  readonly endsLater: boolean;
  readonly commitsMax: number;
  readonly until: number;
  readonly clock: Clock;
}

interface Page {
  readonly rows: readonly HistoryRow[];
  /** Undefined when nothing more has happened to the job. */
  readonly goOn?: number;
}

async function readPage(
  log: EventLog,
  job: Job,
  { commit: from, skip }: Start,
  { last, endsLater, commitsMax, until, clock }: Bounds,
): Promise<Page> {
  const rows: HistoryRow[] = [];
  let characters = 0;
  if (from > last) return { rows };
  for await (const recorded of log.read(from)) {
    const { n, at } = recorded.commit;
    // Every event of a job says when it was modified last.
    if (n > last || (at > job.modified && !endsLater)) return { rows };
    const own = rowsOf(recorded, job.id);
    for (let i = n === from ? skip : 0; i < own.length; i++) {
      if (rows.length >= PAGE_ROWS_MAX || characters >= PAGE_CHARACTERS_MAX) {
        return { rows, goOn: n * ROWS_PER_COMMIT + i };
      }
      rows.push(own[i]!);
      characters += own[i]!.details.length;
    }
    if (endsLater && own.some(({ event }) => event === 'BackupPublished')) return { rows };
    if (n - from + 1 >= commitsMax || clock.monotonic() >= until) {
      return n >= last ? { rows } : { rows, goOn: (n + 1) * ROWS_PER_COMMIT };
    }
  }
  return { rows };
}

function rowsOf({ commit }: Recorded, job: JobId): readonly HistoryRow[] {
  return commit.events
    .filter((event) => names(event, job))
    .map((event) => ({
      commit: commit.n,
      at: commit.at,
      coordinator: commit.by,
      event: event.type,
      user: 'by' in event ? (event.by?.user ?? null) : null,
      details: detailsOf(event),
    }));
}

function names(event: ClusterEvent, job: JobId): boolean {
  if ('jobs' in event) return decodeIds(event.jobs).includes(job);
  if (event.type === 'StatisticsRecorded') return event.statistics.job === job;
  return 'job' in event && event.job === job;
}

/**
 * All but what the other columns say, and but what a job alone may know: secrets stand in its
 * details, and what it keeps in its checkpoint may be made of them.
 */
function detailsOf(event: ClusterEvent): string {
  const { type: _type, ...said } = event as { readonly type: string; [field: string]: Json };
  for (const field of ['jobs', 'job', 'by', 'details']) Reflect.deleteProperty(said, field);
  if (event.type === 'JobProgressed' && event.checkpoint !== undefined) {
    said['checkpoint'] = `${JSON.stringify(event.checkpoint).length} characters`;
  }
  const text = JSON.stringify(said);
  if (text.length <= DETAILS_MAX) return text;
  return JSON.stringify({ leftOut: `${text.length} characters` });
}
