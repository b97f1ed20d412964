// The log of a cluster on NATS: one stream, one message a commit, whose sequence is the commit's
// number. docs/log-format.md fixes what stands in it.
import type { NatsConnection } from 'nats';
import { LogUnavailableError } from '../errors.ts';
import type { Appended, Commit, EventLog } from '../event-log.ts';
import { encodeCommit } from './codec.ts';
import { watchConnection } from './jetstream/connection-watch.ts';
import { deliver, missing } from './jetstream/delivery.ts';
import { createPublisher, HEADER_BYTES, type Publisher } from './jetstream/publisher.ts';
import { readRange, storedText } from './jetstream/reading.ts';
import { createStreamApi, type StreamApi } from './jetstream/stream-api.ts';
import { ensureStream, streamOf } from './jetstream/stream-config.ts';
import { sha256 } from './sha256.ts';
import { createVerifier } from './verifier.ts';

export interface JetStreamLogOptions {
  /** Stays the caller's: closing the log does not close it. Best made by `connectNats`. */
  readonly connection: NatsConnection;
  /** Letters, digits, `-` and `_`. */
  readonly cluster: string;
  /** What the server's acknowledgement is worth; only its operator, or its own page, knows. */
  readonly durability: 'fsync' | 'no-fsync';
  /** After this an append is given up as unknown; 400 by default. */
  readonly appendTimeoutMs?: number;
  /** Copies on servers of a NATS cluster; 1 by default. */
  readonly replicas?: number;
}

const APPEND_TIMEOUT_MS = 400;

/**
 * Opens the log of `cluster`, creating its stream when it is missing. Throws RangeError for a bad
 * name, LogMisconfiguredError when the stream is not as a log needs it, LogUnavailableError.
 */
export async function openJetStreamLog(options: JetStreamLogOptions): Promise<EventLog> {
  const { connection, cluster, appendTimeoutMs = APPEND_TIMEOUT_MS, replicas = 1 } = options;
  const names = streamOf(cluster);
  const watch = watchConnection(connection);
  const api = createStreamApi(connection, watch, names.stream);
  await ensureStream(api, names, replicas).catch((error: unknown) => {
    watch.stop();
    throw error;
  });
  const publisher = createPublisher({
    connection,
    watch,
    subject: names.subject,
    timeoutMs: appendTimeoutMs,
  });
  const name = `jetstream ${names.stream} at ${connection.getServer()}`;
  const source = { connection, api, watch, name };
  const deliveries = new Set<() => void>();
  let closed = false;
  const assertOpen = (): void => {
    if (closed) throw new LogUnavailableError(`the log ${name} is closed`);
  };
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    publisher.close('the log is closed');
    for (const stop of deliveries) stop();
    watch.stop();
  };

  return {
    name,
    durability: options.durability,
    append: (commit) => append(connection, publisher, commit),
    async end() {
      assertOpen();
      return api.lastSequence();
    },
    async get(n) {
      assertOpen();
      return get(api, n);
    },
    async *read(from) {
      assertOpen();
      const last = await api.lastSequence();
      if (from <= last) yield* readRange(source, from, last);
    },
    follow(from, onCommit, onError) {
      if (closed) return { stop: () => undefined };
      const verifier = createVerifier(from);
      const stop = deliver({
        ...source,
        from,
        onMessage: (message) => onCommit(verifier.verify(storedText(message))),
        onFlow: (resume) => resume(),
        onError,
      });
      deliveries.add(stop);
      return {
        stop() {
          deliveries.delete(stop);
          stop();
        },
      };
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function append(
  connection: NatsConnection,
  publisher: Publisher,
  commit: Commit,
): Promise<Appended> {
  const bytes = Buffer.from(encodeCommit(commit));
  const limitBytes = (connection.info?.max_payload ?? Infinity) - HEADER_BYTES;
  if (bytes.length > limitBytes) {
    return { outcome: 'too-large', bytes: bytes.length, limitBytes };
  }
  const publishing = publisher.publish(bytes, commit.n);
  // The client sends at the end of this turn; the hash is made while the server writes.
  await Promise.resolve();
  const hash = sha256(bytes);
  const published = await publishing;
  if (published.outcome === 'unknown') return published;
  if (published.outcome === 'wrong-position') return { outcome: 'conflict' };
  if (published.sequence === commit.n) return { outcome: 'ok', hash };
  return {
    outcome: 'unknown',
    reason: `the server stored commit ${commit.n} as message ${published.sequence}`,
  };
}

async function get(api: StreamApi, n: number): ReturnType<EventLog['get']> {
  if (n < 1) return undefined;
  const message = await api.message(n);
  if (message !== undefined) return createVerifier(n).verify(storedText(message));
  if (n <= (await api.lastSequence())) throw missing(n);
  return undefined;
}
