// Job control for the process a coordinator is embedded in: typed methods and SQL text. They go
// the way every command goes, so they work on a follower too and are safe over a change of leader.
import {
  ClosedError,
  createClient,
  decodeIds,
  encodeIds,
  NoResponderError,
  parseJobId,
  TimeoutError,
  type ApiCommand,
  type Actor,
  type Bus,
  type BusMessage,
  type Clock,
  type CommandReply,
  type HistoryRow,
  type Ids,
  type Job,
  type JobId,
  type JobRow,
  type JobStatus,
  type Json,
  type Query,
  type QueryReply,
  type Verb,
  statusOf,
  subjects,
} from '@rescind/shared';
import { createClientBackend, createSession, type Session } from '@rescind/sql';
import type { QueryService } from './query-service.ts';
import { CommandError, outcomeOf, type Receipt } from './receipt.ts';

export interface LocalApi {
  /**
   * Any command of docs/nats-api.md, as `user`. Resolves with what became of it, a refusal too:
   * one that could not be sent anywhere is `unavailable`.
   */
  command(command: ApiCommand, options?: { readonly user?: string }): Promise<CommandReply>;
  /** Starts jobs of a registered type, one for each details. Rejects with CommandError. */
  create(
    type: string,
    details: readonly Json[],
    options?: { readonly user?: string; readonly description?: string },
  ): Promise<readonly JobId[]>;
  /** Asks for a cancel; see Receipt. Rejects with CommandError when it could not be asked. */
  cancel(job: string, options?: ControlOptions): Promise<Receipt>;
  pause(job: string, options?: ControlOptions): Promise<Receipt>;
  resume(job: string, options?: ControlOptions): Promise<Receipt>;
  /** Every job the log holds that matches, newest first. */
  jobs(where?: { readonly [column in keyof JobRow]?: string }): Promise<readonly JobRow[]>;
  job(id: string): Promise<JobRow | undefined>;
  /** What the log says of a job, oldest first; nothing of one that does not exist. */
  history(id: string): Promise<readonly HistoryRow[]>;
  /** Resolves with the final status of a job, or undefined for one that does not exist. */
  waitFor(id: string): Promise<JobStatus | undefined>;
  /** A SQL session of its own: settings of one session do not show in another. */
  session(user?: string): Session;
}

export interface ControlOptions {
  readonly user?: string;
  readonly reason?: string;
}

export interface LocalApiOptions {
  readonly bus: Bus;
  readonly cluster: string;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly queries: QueryService;
  /** Takes a command as if it had come over the bus. */
  readonly take: (message: BusMessage) => void;
  readonly stateOf: (job: JobId) => Job | undefined;
  /** From its abort on every request rejects with ClosedError. */
  readonly stopped: AbortSignal;
}

/** One wait for a job's end; it is renewed until the job has ended. */
const SETTLED_WAIT_MS = 10_000;

export function createLocalApi(options: LocalApiOptions): LocalApi {
  const { clock, ids, stateOf } = options;
  const bus = shortcut(options);
  const clients = new Map<string, ReturnType<typeof createClient>>();

  const clientOf = (user: string): ReturnType<typeof createClient> => {
    let client = clients.get(user);
    if (client === undefined) {
      client = createClient({ bus, cluster: options.cluster, user, clock, ids });
      clients.set(user, client);
    }
    return client;
  };

  const command = async (user: string, given: ApiCommand): Promise<CommandReply> =>
    clientOf(user).command(given);

  const control = async (
    verb: Verb,
    job: string,
    { user = 'root', reason }: ControlOptions = {},
  ): Promise<Receipt> => {
    const id = parseJobId(job);
    if (id === undefined) throw new RangeError(`"${job}" is no job id`);
    const reply = await command(user, {
      kind: 'ControlJobs',
      verb,
      target: { ids: [id] },
      ...(reason === undefined ? {} : { reason }),
    });
    const outcome = outcomeOf(reply);
    if (outcome === undefined) throw commandError(reply);
    const actor: Actor = { user };
    return {
      outcome,
      ...(reply.ok ? {} : { message: reply.error.message }),
      actor,
      at: clock.now(),
      position: reply.ok ? reply.position : clientOf(user).position,
      settled: async () => {
        const status = await waitFor(id);
        if (status === undefined) throw new Error(`job ${id} does not exist`);
        return status;
      },
    };
  };

  const query = async (given: Query): Promise<QueryReply & { readonly ok: true }> => {
    const reply = await clientOf('root').query(given);
    if (!reply.ok) throw new Error(reply.error.message);
    return reply;
  };

  const waitFor = async (given: string): Promise<JobStatus | undefined> => {
    const id = parseJobId(given);
    if (id === undefined) return undefined;
    for (;;) {
      const { result } = await query({
        kind: 'Settled',
        idList: encodeIds([id]),
        waitMs: SETTLED_WAIT_MS,
      });
      if (result.kind !== 'Settled' || !result.settled) continue;
      const job = stateOf(id);
      return job === undefined ? undefined : statusOf(job.place);
    }
  };

  const session = (user = 'root'): Session =>
    createSession({ backend: createClientBackend(clientOf(user)) });

  return {
    command: (given, { user = 'root' } = {}) => command(user, given),
    async create(type, details, { user = 'root', description } = {}) {
      const reply = await command(user, {
        kind: 'CreateJobs',
        type,
        details,
        ...(description === undefined ? {} : { description }),
      });
      if (!reply.ok || reply.kind !== 'created') throw commandError(reply);
      return decodeIds(reply.jobs);
    },
    cancel: (job, given) => control('cancel', job, given),
    pause: (job, given) => control('pause', job, given),
    resume: (job, given) => control('resume', job, given),
    async jobs(where = {}) {
      return createClientBackend(clientOf('root')).jobRows({ where, scope: 'all' });
    },
    async job(id) {
      const parsed = parseJobId(id);
      if (parsed === undefined) return undefined;
      const rows = await createClientBackend(clientOf('root')).jobRows({ ids: [parsed] });
      return rows[0];
    },
    async history(id) {
      const parsed = parseJobId(id);
      if (parsed === undefined) return [];
      return createClientBackend(clientOf('root')).history(parsed);
    },
    waitFor,
    session,
  };
}

function commandError(reply: CommandReply): Error {
  return reply.ok ? new Error(`unexpected answer ${reply.kind}`) : new CommandError(reply);
}

/** A bus whose requests to this very coordinator do not leave the process. */
function shortcut(options: LocalApiOptions): Bus {
  const { bus, cluster, clock, ids, queries, take, stopped } = options;
  const names = subjects(cluster);
  const isQuery = (subject: string): boolean => subject.startsWith(names.query(''));
  return {
    ...bus,
    request(subject, data, { timeoutMs }) {
      // Nobody serves here any more: whoever would ask on and on must hear of it.
      if (stopped.aborted) {
        return Promise.reject(new ClosedError('the coordinator was stopped'));
      }
      return new Promise((resolve, reject) => {
        const timer = clock.setTimeout(() => {
          subscription.unsubscribe();
          reject(new TimeoutError(`no answer on ${subject} within ${timeoutMs} ms`));
        }, timeoutMs);
        const inbox = names.inbox(ids.next());
        const settle = (answer: string): void => {
          subscription.unsubscribe();
          clock.clearTimeout(timer);
          // A broker answers an empty message when the leader's subject has no listener.
          if (answer === '') reject(new NoResponderError(`nobody serves ${subject}`));
          else resolve(answer);
        };
        const subscription = bus.subscribe(inbox, (message) => settle(message.data));
        const message: BusMessage = { subject, data, reply: inbox, respond: settle };
        if (isQuery(subject)) queries.take(message);
        else take(message);
      });
    },
  };
}
