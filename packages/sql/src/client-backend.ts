// ADAPTER: a Backend over a client of the cluster. Answers that come in pages are put together
// here; every loop has a bound.
import {
  ClosedError,
  encodeIds,
  resultOf,
  type Client,
  type JobRow,
  type Query,
  type QueryReply,
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

  const query = async (given: Query): Promise<QueryReply & { readonly ok: true }> => {
    const reply = await connected(client.query(given));
    if (!reply.ok) throw refusalError(reply.error);
    return reply;
  };

  return {
    user: client.user,
    get position() {
      return position;
    },
    async jobRows({ ids, where, scope }) {
      const base = {
        kind: 'Jobs' as const,
        ...(ids === undefined ? {} : { idList: encodeIds(ids) }),
        ...(where === undefined ? {} : { where }),
        ...(scope === undefined ? {} : { scope }),
      };
      const rows: JobRow[] = [];
      let oldest = Number.POSITIVE_INFINITY;
      let after: string | undefined;
      do {
        const reply = await query(after === undefined ? base : { ...base, after });
        const page = resultOf(reply, 'Jobs');
        oldest = Math.min(oldest, reply.position);
        for (const row of page.rows) rows.push(row);
        if (rows.length > ROWS_MAX) throw tooManyRows();
        // A page that is empty or repeats its cursor would never end.
        if (page.next !== undefined && (page.rows.length === 0 || page.next === after)) {
          throw new SqlError({ code: 'XX000', message: 'the pages of an answer do not end' });
        }
        after = page.next;
      } while (after !== undefined);
      position = oldest;
      return rows;
    },
    async settings() {
      return resultOf(await query({ kind: 'Settings' }), 'Settings').rows;
    },
    command: (command, statement) => connected(client.command(command, { statement })),
    async ended(ids) {
      let rounds = 0;
      for (let from = 0; from < ids.length; from += SETTLED_IDS_MAX) {
        const idList = encodeIds(ids.slice(from, from + SETTLED_IDS_MAX));
        const settled: Query = { kind: 'Settled', idList, waitMs: SETTLED_WAIT_MS };
        while (!resultOf(await query(settled), 'Settled').settled) {
          if (++rounds >= SETTLED_ROUNDS_MAX) {
            throw new SqlError({ code: '55000', message: 'timed out waiting for jobs' });
          }
        }
      }
    },
  };
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
