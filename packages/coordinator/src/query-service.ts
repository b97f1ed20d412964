// Queries over the bus, answered by any coordinator from its own copy.
import {
  decodeIds,
  MESSAGE_VERSION,
  type BusMessage,
  type Clock,
  type EventLog,
  type QueryReply,
  type QueryRequest,
  type QueryResult,
  type Refusal,
} from '@rescind/shared';
import { createHistory } from './history.ts';
import { queryCatalog } from './read-catalog.ts';
import { queryJobs, querySettings, queryStatus } from './read-model.ts';
import { readQuery } from './read-query.ts';
import { answerTooLarge, malformed, unavailable } from './refusals.ts';
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

export interface QueryService {
  /** Answers a request given as text. */
  take(message: BusMessage): void;
  /** Answers a query made in this process. */
  answer(request: QueryRequest): Promise<QueryReply>;
}

export function createQueryService(options: QueryServiceOptions): QueryService {
  const { replica, waiters, clock } = options;
  const { state } = replica;
  const history = createHistory({ log: options.log, state, clock });

  const run = async (query: QueryRequest['query']): Promise<QueryResult | Refusal> => {
    switch (query.kind) {
      case 'Jobs':
        return queryJobs(state, query, clock.now());
      case 'Settings':
        return { kind: 'Settings', rows: querySettings(state) };
      case 'Status':
        return { kind: 'Status', status: queryStatus(state, options.cluster, options.log) };
      case 'Settled': {
        const waitMs = Math.min(query.waitMs, SETTLED_WAIT_MAX_MS);
        return { kind: 'Settled', settled: await waiters.ended(decodeIds(query.idList), waitMs) };
      }
      case 'History':
        return history(query);
      default:
        return queryCatalog(state, query);
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
        .catch((error: unknown) => refuse(failed(error as Error)))
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

/** A log that cannot be reached may be reached again; for the rest there is no word of its own. */
function failed({ name, message }: Error): Refusal {
  return name === 'LogUnavailableError' ? unavailable(message) : malformed(message);
}

function refuse(error: Refusal): QueryReply {
  return { v: MESSAGE_VERSION, ok: false, error };
}
