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
import { malformed, unavailable } from './refusals.ts';
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
      const request = readQuery(message.data);
      if ('code' in request) return message.respond(JSON.stringify(refuse(request)));
      void answer(request).then((reply) => message.respond(JSON.stringify(reply)));
    },
  };
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

function readQuery(text: string): QueryRequest | Refusal {
  try {
    const request = JSON.parse(text) as QueryRequest | null;
    if (typeof request !== 'object' || request === null || typeof request.query !== 'object') {
      return malformed('the message is no query');
    }
    if (request.v !== MESSAGE_VERSION) {
      return malformed(`message version ${String(request.v)} is not known`);
    }
    return request;
  } catch {
    return malformed('the message is no valid JSON');
  }
}

function refuse(error: Refusal): QueryReply {
  return { v: MESSAGE_VERSION, ok: false, error };
}
