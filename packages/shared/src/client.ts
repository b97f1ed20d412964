// A client of a cluster over a bus: commands that are safe to repeat, queries in pages. A command
// keeps its requestId over all its tries, so it is carried out once however often it is sent.
import type { Bus } from './bus.ts';
import type { Clock } from './clock.ts';
import { sleep } from './clock.ts';
import { NoResponderError, TimeoutError } from './errors.ts';
import type { Ids } from './ids.ts';
import type { Refusal, RefusalKind } from './job/refusal.ts';
import {
  MESSAGE_VERSION,
  subjects,
  type ApiCommand,
  type CommandReply,
  type CommandRequest,
  type CoordinatorStatus,
  type Query,
  type QueryReply,
  type QueryRequest,
  type QueryResult,
} from './messages.ts';

export interface ClientOptions {
  readonly bus: Bus;
  readonly cluster: string;
  readonly user: string;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly application?: string;
  /** How long the longest try waits for its answer; a command not decided by then is not. */
  readonly timeoutMs?: number;
  /** How long all tries together may take. */
  readonly patienceMs?: number;
}

/** What was given with a command besides itself. */
export interface CommandContext {
  readonly requestId?: string;
  readonly statement?: string;
}

export interface Client {
  readonly user: string;
  /** Sends a command until it is answered or the patience ends (then `unavailable`, 08006). */
  command(command: ApiCommand, context?: CommandContext): Promise<CommandReply>;
  /** One page of an answer not older than the client's own last command, and than that commit. */
  query(query: Query, minPosition?: number): Promise<QueryReply>;
  /** Everybody who answers within `waitMs`. */
  rollCall(waitMs: number): Promise<readonly CoordinatorStatus[]>;
  /** The newest position an answer has carried. */
  readonly position: number;
}

const RETRY_PAUSE_MS = 100;
/**
 * The first try is short and each next one twice as long: what was sent to a coordinator in the
 * moment of its death is soon sent to another, and one that is slow is not flooded. A command that
 * arrives several times is decided once.
 */
const FIRST_TRY_MS = 300;

/** Patience must stay below the 30 s for which an outcome is remembered. */
export function createClient(options: ClientOptions): Client {
  const { bus, clock, ids, user, application } = options;
  const timeoutMs = options.timeoutMs ?? 2000;
  const patienceMs = Math.min(options.patienceMs ?? 10_000, 25_000);
  const names = subjects(options.cluster);
  let position = 0;

  const insist = async <Reply extends CommandReply | QueryReply>(
    subject: string,
    text: string,
    waitMs: number,
  ): Promise<Reply | string> => {
    const giveUpAt = clock.monotonic() + patienceMs;
    let tryMs = Math.min(FIRST_TRY_MS, timeoutMs);
    let inDoubt = false;
    for (;;) {
      let why: string;
      try {
        const answer = await bus.request(subject, text, { timeoutMs: tryMs + waitMs });
        const reply = JSON.parse(answer) as Reply;
        if (reply.ok) return reply;
        const { kind } = reply.error;
        if (!isPassing(reply.error) && !(inDoubt && OF_ONE_TRY.has(kind))) return reply;
        inDoubt ||= kind === 'unknown-outcome';
        why = reply.error.message;
      } catch (error) {
        if (!(error instanceof NoResponderError || error instanceof TimeoutError)) throw error;
        why = error.message;
        if (error instanceof TimeoutError) {
          tryMs = Math.min(2 * tryMs, timeoutMs);
          inDoubt = true;
        }
      }
      if (clock.monotonic() + RETRY_PAUSE_MS >= giveUpAt) return why;
      await sleep(clock, RETRY_PAUSE_MS);
    }
  };

  return {
    user,
    get position() {
      return position;
    },
    async command(command, context = {}) {
      const request: CommandRequest = {
        v: MESSAGE_VERSION,
        requestId: context.requestId ?? ids.next(),
        timeoutMs,
        user,
        command,
        ...(application === undefined ? {} : { application }),
        ...(context.statement === undefined ? {} : { statement: context.statement }),
      };
      const reply = await insist<CommandReply>(names.command(user), JSON.stringify(request), 0);
      if (typeof reply === 'string') {
        return { v: 1, requestId: request.requestId, ok: false, error: unreachable(bus, reply) };
      }
      // A refusal was judged at a position too: what is read next must not be older.
      position = Math.max(position, reply.position ?? 0);
      return reply;
    },
    async query(query, minPosition = 0) {
      const least = Math.max(position, minPosition);
      const request: QueryRequest = { v: MESSAGE_VERSION, user, query, minPosition: least };
      const wait = query.kind === 'Settled' ? query.waitMs : 0;
      const reply = await insist<QueryReply>(names.query(user), JSON.stringify(request), wait);
      if (typeof reply === 'string') return { v: 1, ok: false, error: unreachable(bus, reply) };
      if (reply.ok) position = Math.max(position, reply.position);
      return reply;
    },
    async rollCall(waitMs) {
      const found: CoordinatorStatus[] = [];
      const inbox = names.inbox(ids.next());
      const subscription = bus.subscribe(inbox, (message) => {
        found.push(JSON.parse(message.data) as CoordinatorStatus);
      });
      bus.publish(names.rollCall, '', { reply: inbox });
      await sleep(clock, waitMs);
      subscription.unsubscribe();
      return found.sort((a, b) => (a.id < b.id ? -1 : 1));
    },
  };
}

/** Refusals that say "ask again", with the same requestId: they are no outcome. */
const PASSING: ReadonlySet<RefusalKind> = new Set([
  'unavailable',
  'unknown-outcome',
  // One copy waited for too long; of another nothing is said.
  'too-late',
]);

/** Refusals that are not recorded: of an earlier try that nobody answered they say nothing. */
const OF_ONE_TRY: ReadonlySet<RefusalKind> = new Set(['overloaded', 'too-many-requests']);

/** Whether the same request should simply be sent again. */
export function isPassing(refusal: Refusal): boolean {
  return PASSING.has(refusal.kind);
}

function unreachable(bus: Bus, why: string): Refusal {
  return {
    kind: 'unavailable',
    code: '08006',
    message: `no coordinator answered over ${bus.name}: ${why}`,
    hint:
      'Whether the command was carried out is unknown; sent again with the same requestId it is ' +
      'carried out once.',
  };
}

/** A client's result of the kind asked for; an answer of another kind is a bug of the server. */
export function resultOf<Kind extends QueryResult['kind']>(
  reply: QueryReply & { readonly ok: true },
  kind: Kind,
): Extract<QueryResult, { readonly kind: Kind }> {
  if (reply.result.kind !== kind) throw new Error(`asked for ${kind}, got ${reply.result.kind}`);
  return reply.result as Extract<QueryResult, { readonly kind: Kind }>;
}
