// ADAPTER: a Backend over a client of the cluster. Answers that come in pages are put together
// here; every loop has a bound.
import {
  ClosedError,
  encodeIds,
  resultOf,
  type Client,
  type Query,
  type QueryReply,
  type QueryResult,
} from '@rescind/shared';
import type { Backend } from './backend.ts';
import { refusalError, SqlError } from './sql-error.ts';

/** What is needed of a client. */
export type BackendClient = Pick<Client, 'user' | 'command' | 'query'>;

/** Rows of one answer; as many as one list may hold ids. */
const ROWS_MAX = 1_000_000;
/** Jobs that one `Settled` query may name, and how long it waits before it answers no. */
const SETTLED_IDS_MAX = 10_000;
const SETTLED_WAIT_MS = 10_000;
/** CockroachDB gives up after a day. */
const SETTLED_ROUNDS_MAX = (24 * 3600 * 1000) / SETTLED_WAIT_MS;

/**
 * A backend for one session. Every method rejects with SqlError: the code of a refused query,
 * 54000 for more than ROWS_MAX rows, 08006 when the connection is closed.
 */
export function createClientBackend(client: BackendClient): Backend {
  let position = 0;

  const reply = async (given: Query): Promise<QueryReply & { readonly ok: true }> => {
    const answered = await connected(client.query(given));
    if (!answered.ok) throw refusalError(answered.error);
    return answered;
  };
  const query = async <Kind extends QueryResult['kind']>(
    given: Query & { readonly kind: Kind },
  ): Promise<Extract<QueryResult, { readonly kind: Kind }>> =>
    resultOf(await reply(given), given.kind);

  return {
    user: client.user,
    get position() {
      return position;
    },
    async jobRows({ ids, schedules, where, scope }) {
      const base = {
        kind: 'Jobs' as const,
        ...(ids === undefined ? {} : { idList: encodeIds(ids) }),
        ...(schedules === undefined ? {} : { schedules }),
        ...(where === undefined ? {} : { where }),
        ...(scope === undefined ? {} : { scope }),
      };
      let oldest = Number.POSITIVE_INFINITY;
      const rows = await inPages(async (after: string | undefined) => {
        const answered = await reply(after === undefined ? base : { ...base, after });
        oldest = Math.min(oldest, answered.position);
        return resultOf(answered, 'Jobs');
      });
      position = oldest;
      return rows;
    },
    settings: async () => (await query({ kind: 'Settings' })).rows,
    catalog: () => query({ kind: 'Catalog' }),
    contents: async (table) => (await query({ kind: 'TableContents', table })).table,
    statistics: async (table) => (await query({ kind: 'Statistics', table })).statistics,
    schedules: async () => (await query({ kind: 'Schedules' })).rows,
    users: async () => (await query({ kind: 'Users' })).users,
    history: (job) =>
      inPages((after: number | undefined) =>
        query({ kind: 'History', job, ...(after === undefined ? {} : { after }) }),
      ),
    publications: async () => (await query({ kind: 'Publications' })).publications,
    command: (command, statement) => connected(client.command(command, { statement })),
    async ended(ids) {
      let rounds = 0;
      for (let from = 0; from < ids.length; from += SETTLED_IDS_MAX) {
        const idList = encodeIds(ids.slice(from, from + SETTLED_IDS_MAX));
        const settled = { kind: 'Settled', idList, waitMs: SETTLED_WAIT_MS } as const;
        while (!(await query(settled)).settled) {
          if (++rounds >= SETTLED_ROUNDS_MAX) {
            throw new SqlError({ code: '55000', message: 'timed out waiting for jobs' });
          }
        }
      }
    },
    endsWithin: async (job, waitMs) =>
      (await query({ kind: 'Settled', idList: encodeIds([job]), waitMs })).settled,
  };
}

interface Page<Row, Cursor> {
  readonly rows: readonly Row[];
  readonly next?: Cursor;
}

/** All rows of an answer. A page that is empty or repeats its cursor would never end. */
async function inPages<Row, Cursor>(
  read: (after: Cursor | undefined) => Promise<Page<Row, Cursor>>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let after: Cursor | undefined;
  do {
    const page = await read(after);
    for (const row of page.rows) rows.push(row);
    if (rows.length > ROWS_MAX) throw tooManyRows();
    if (page.next !== undefined && (page.rows.length === 0 || page.next === after)) {
      throw new SqlError({ code: 'XX000', message: 'the pages of an answer do not end' });
    }
    after = page.next;
  } while (after !== undefined);
  return rows;
}

async function connected<Reply>(reply: Promise<Reply>): Promise<Reply> {
  try {
    return await reply;
  } catch (error) {
    if (!(error instanceof ClosedError)) throw error;
    throw new SqlError({ code: '08006', message: error.message }, { cause: error });
  }
}

function tooManyRows(): SqlError {
  return new SqlError({
    code: '54000',
    message: `the answer has more than ${ROWS_MAX} rows`,
    hint: 'Ask for fewer, with a condition such as WHERE status = …',
  });
}
