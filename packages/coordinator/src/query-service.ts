// Queries over the bus, answered by any coordinator from its own copy.
import {
  decodeIds,
  MESSAGE_VERSION,
  type BusMessage,
  type Clock,
  type EventLog,
  type IdList,
  type QueryReply,
  type QueryRequest,
  type QueryResult,
  type Refusal,
} from '@rescind/shared';
import { answerTooLarge, malformed, unavailable } from './refusals.ts';
import { queryJobs, querySettings, queryStatus } from './read-model.ts';
import type { Replica } from './replica.ts';
import type { Waiters } from './waiters.ts';

export interface QueryServiceOptions {
  readonly cluster: string;
  readonly log: EventLog;
  readonly replica: Replica;
  readonly clock: Clock;
  readonly waiters: Waiters;
}

/** How long a reader waits for a position this copy has not folded yet, and for jobs to end. */
const POSITION_WAIT_MS = 2000;
const SETTLED_WAIT_MAX_MS = 30_000;
/** Jobs one `Settled` query may name. */
const SETTLED_IDS_MAX = 10_000;

export interface QueryService {
  /** Answers a request given as text. */
  take(message: BusMessage): void;
  /** Answers a query made in this process. */
  answer(request: QueryRequest): Promise<QueryReply>;
}

export function createQueryService(options: QueryServiceOptions): QueryService {
  const { replica, waiters, clock } = options;
  const { state } = replica;

  const run = async (query: QueryRequest['query']): Promise<QueryResult | Refusal> => {
    switch (query.kind) {
      case 'Jobs':
        return queryJobs(state, query, clock.now());
      case 'Settings':
        return { kind: 'Settings', rows: querySettings(state) };
      case 'Status':
        return { kind: 'Status', status: queryStatus(state, options.cluster, options.log) };
      case 'Settled': {
        const ids = readIds(query.idList);
        if ('code' in ids) return ids;
        const waitMs = Math.min(Math.max(0, query.waitMs), SETTLED_WAIT_MAX_MS);
        return { kind: 'Settled', settled: await waiters.ended(ids, waitMs) };
      }
      default:
        return malformed(`no query is called ${JSON.stringify((query as { kind: unknown }).kind)}`);
    }
  };

  const answer = async (request: QueryRequest): Promise<QueryReply> => {
    const position = request.minPosition ?? 0;
    if (!(await waiters.position(position, POSITION_WAIT_MS))) {
      return refuse(unavailable(`this coordinator has not seen commit ${position} yet`));
    }
    const result = await run(request.query);
    if ('code' in result) return refuse(result);
    return { v: MESSAGE_VERSION, ok: true, position: state.n, result };
  };

  return {
    answer,
    take(message) {
      const user = message.subject.slice(message.subject.lastIndexOf('.') + 1);
      const request = readQuery(message.data, user);
      if ('code' in request) return message.respond(JSON.stringify(refuse(request)));
      void answer(request)
        .catch((error: unknown) => refuse(malformed((error as Error).message)))
        .then((reply) => respond(message, reply));
    },
  };
}

/** Answers; a page that is more than the broker takes is cut until it fits. */
function respond(message: BusMessage, reply: QueryReply): void {
  try {
    message.respond(JSON.stringify(reply));
  } catch (error) {
    if (!(error instanceof RangeError)) return;
    respond(message, halved(reply) ?? refuse(answerTooLarge(error.message)));
  }
}

/** The first half of a page, with the cursor that leads on; undefined when there is no half. */
function halved(reply: QueryReply): QueryReply | undefined {
  if (!reply.ok || reply.result.kind !== 'Jobs' || reply.result.rows.length < 2) return undefined;
  const rows = reply.result.rows.slice(0, Math.ceil(reply.result.rows.length / 2));
  return { ...reply, result: { kind: 'Jobs', rows, next: rows.at(-1)!.job_id } };
}

function readIds(list: IdList): ReturnType<typeof decodeIds> | Refusal {
  try {
    const ids = decodeIds(list);
    return ids.length <= SETTLED_IDS_MAX
      ? ids
      : malformed(`a query may wait for ${SETTLED_IDS_MAX} jobs at most`);
  } catch (error) {
    return malformed((error as Error).message);
  }
}

function readQuery(text: string, user: string): QueryRequest | Refusal {
  try {
    const request = JSON.parse(text) as QueryRequest | null;
    if (!isObject(request) || !isObject(request.query)) return malformed('the message is no query');
    if (request.v !== MESSAGE_VERSION) {
      return malformed(`message version ${String(request.v)} is not known`);
    }
    if (request.user !== user) {
      return malformed(`user does not agree with the subject, which ends in "${user}"`);
    }
    const wrong = wrongField(request);
    return wrong === undefined ? request : malformed(wrong);
  } catch {
    return malformed('the message is no valid JSON');
  }
}

/** Answers rely on the shape of what is asked; undefined when it is right. */
function wrongField({ minPosition, query }: QueryRequest): string | undefined {
  if (minPosition !== undefined && !isCount(minPosition)) {
    return 'minPosition must be the number of a commit';
  }
  if (query.kind === 'Settled' && !isCount(query.waitMs)) {
    return 'waitMs must be a whole number of milliseconds';
  }
  if (query.kind !== 'Jobs') return undefined;
  const { idList, where, limit, after } = query;
  if (idList !== undefined) {
    const wrong = wrongIds(idList);
    if (wrong !== undefined) return wrong;
  }
  if (where !== undefined && !isObject(where)) return 'where must hold columns and their values';
  if (limit !== undefined && !isCount(limit)) return 'limit must be a number of rows';
  return after === undefined || typeof after === 'string' ? undefined : 'after must be a cursor';
}

function wrongIds(list: IdList): string | undefined {
  try {
    decodeIds(list);
    return undefined;
  } catch (error) {
    return error instanceof RangeError ? error.message : 'idList must be a text of job ids';
  }
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(error: Refusal): QueryReply {
  return { v: MESSAGE_VERSION, ok: false, error };
}
