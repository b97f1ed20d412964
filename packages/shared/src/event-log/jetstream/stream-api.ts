// The few requests a log makes of JetStream's own interface, outside of the path of appends. All
// are answered by the stream's leader, never by a replica that may lag behind.
import type { NatsConnection } from 'nats';
import { LogUnavailableError } from '../../errors.ts';
import type { ConnectionWatch } from './connection-watch.ts';

/** What the server says of a stream. */
export interface StreamFacts {
  readonly config: Readonly<Record<string, unknown>>;
  readonly lastSequence: number;
}

export interface StoredMessage {
  readonly bytes: Buffer;
  /** When the server stored it, in ms since 1970. */
  readonly storedAt: number;
}

/** Every call throws LogUnavailableError when the server does not answer, or answers with no. */
export interface StreamApi {
  /** Undefined when there is no such stream. */
  facts(): Promise<StreamFacts | undefined>;
  /** Creates it; one that already exists with another configuration is left as it is. */
  create(config: Readonly<Record<string, unknown>>): Promise<void>;
  /** The sequence of the newest message; 0 when there was none yet. */
  lastSequence(): Promise<number>;
  /** Undefined when no message has the sequence. */
  message(sequence: number): Promise<StoredMessage | undefined>;
  /** Returns the consumer's name. */
  addConsumer(config: Readonly<Record<string, unknown>>): Promise<string>;
  /** Sends and forgets: one that is not deleted ends by itself. */
  deleteConsumer(name: string): void;
}

/** How long to wait for an answer to anything but an append. */
const REQUEST_TIMEOUT_MS = 2000;

/** How long a question waits for a connection that is lost to come back. */
const RECONNECT_PATIENCE_MS = 500;

const STREAM_NOT_FOUND = 10059;
const STREAM_NAME_IN_USE = 10058;
const NO_MESSAGE_FOUND = 10037;

interface Answer {
  readonly error?: { readonly err_code?: number; readonly description?: string };
  readonly config?: Readonly<Record<string, unknown>>;
  readonly state?: { readonly last_seq?: number };
  readonly message?: { readonly data?: string; readonly time: string };
  readonly name?: string;
}

export function createStreamApi(
  connection: NatsConnection,
  watch: ConnectionWatch,
  stream: string,
): StreamApi {
  const place = `the stream ${stream} on the nats-server at ${connection.getServer()}`;

  /** The answer, also one that says no for one of the reasons the caller `expects`. */
  const ask = async (
    verb: string,
    body?: Readonly<Record<string, unknown>>,
    expects?: number,
  ): Promise<Answer> => {
    const payload = body === undefined ? '' : JSON.stringify(body);
    const answer = await request(connection, watch, `$JS.API.${verb}`, payload).catch(
      (cause: unknown) => {
        throw new LogUnavailableError(`${place} does not answer (${reasonOf(cause)})`, { cause });
      },
    );
    if (answer.error !== undefined && answer.error.err_code !== expects) {
      throw new LogUnavailableError(`${place} refuses: ${answer.error.description ?? 'no reason'}`);
    }
    return answer;
  };

  const facts = async (): Promise<StreamFacts | undefined> => {
    const { config, state } = await ask(`STREAM.INFO.${stream}`, undefined, STREAM_NOT_FOUND);
    return config === undefined ? undefined : { config, lastSequence: state?.last_seq ?? 0 };
  };

  return {
    facts,
    async create(config) {
      await ask(`STREAM.CREATE.${stream}`, config, STREAM_NAME_IN_USE);
    },
    async lastSequence() {
      const known = await facts();
      if (known === undefined) throw new LogUnavailableError(`${place} does not exist any more`);
      return known.lastSequence;
    },
    async message(sequence) {
      const asked = { seq: sequence };
      const { message } = await ask(`STREAM.MSG.GET.${stream}`, asked, NO_MESSAGE_FOUND);
      if (message === undefined) return undefined;
      const bytes = Buffer.from(message.data ?? '', 'base64');
      return { bytes, storedAt: Date.parse(message.time) };
    },
    async addConsumer(config) {
      const asked = { stream_name: stream, config };
      const { name } = await ask(`CONSUMER.CREATE.${stream}`, asked);
      return name ?? '';
    },
    deleteConsumer(name) {
      if (!connection.isClosed()) connection.publish(`$JS.API.CONSUMER.DELETE.${stream}.${name}`);
    },
  };
}

/** Gives up at once when the connection is lost, and does not ask while it is. */
async function request(
  connection: NatsConnection,
  watch: ConnectionWatch,
  subject: string,
  payload: string,
): Promise<Answer> {
  const lost = new Error('the connection is lost');
  if (!(await watch.whenConnected(RECONNECT_PATIENCE_MS))) throw lost;
  let forget: () => void = () => undefined;
  const loss = new Promise<never>((_resolve, reject) => {
    forget = watch.onLost(() => reject(lost));
  });
  try {
    const answer = connection.request(subject, payload, { timeout: REQUEST_TIMEOUT_MS });
    return (await Promise.race([answer, loss])).json<Answer>();
  } finally {
    forget();
  }
}

function reasonOf(cause: unknown): string {
  const code = (cause as { readonly code?: string }).code;
  if (code === '503') return 'no JetStream there, or it has no leader at the moment';
  if (code === 'TIMEOUT') return `nothing within ${REQUEST_TIMEOUT_MS} ms`;
  return cause instanceof Error ? cause.message : String(cause);
}
