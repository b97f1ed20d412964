// One run of deliveries from the server: messages in order from a sequence on, until it cannot be
// relied on any more. Then it says so once, and whoever wants more starts another.
import { createInbox, type Msg, type NatsConnection } from 'nats';
import type { StreamApi } from './stream-api.ts';

export interface Delivered {
  readonly sequence: number;
  readonly bytes: Uint8Array;
  /** When the server stored it, in ms since 1970. */
  readonly storedAt: number;
}

export interface PushHandlers {
  onMessage(message: Delivered): void;
  /** The server waits for `resume` before it sends much more: call it when all so far is used. */
  onFlow(resume: () => void): void;
  /** All is quiet; the server says it has delivered everything up to this sequence. */
  onQuiet(lastSequence: number): void;
  /** A message was lost on the way, or the server is silent. Told once; nothing follows. */
  onLost(): void;
}

/** The server says that it lives when it has nothing to deliver. */
const HEARTBEAT_MS = 500;
/** So long without a word and the consumer is taken for dead. */
const SILENCE_MS = 1600;
/** A consumer nobody listens to any more ends by itself. */
const INACTIVE_MS = 10_000;
const NANOS_PER_MS = 1_000_000;

/** Throws LogUnavailableError. The returned function ends it; without effect the second time. */
export async function startPush(
  connection: NatsConnection,
  api: StreamApi,
  from: number,
  handlers: PushHandlers,
): Promise<() => void> {
  const inbox = createInbox();
  let received = 0;
  let heard = true;
  let ended = false;
  let consumer: string | undefined;

  const end = (): void => {
    if (ended) return;
    ended = true;
    clearInterval(timer);
    if (!connection.isClosed()) subscription.unsubscribe();
    if (consumer !== undefined) api.deleteConsumer(consumer);
  };
  const lose = (): void => {
    if (ended) return;
    end();
    handlers.onLost();
  };
  const subscription = connection.subscribe(inbox, {
    callback: (error, message) => {
      if (ended) return;
      heard = true;
      if (error !== null) return lose();
      if (message.data.length === 0 && message.headers?.code === 100) return control(message);
      const { sequence, order, storedAt } = readPlace(message);
      if (order !== ++received) return lose();
      handlers.onMessage({ sequence, bytes: message.data, storedAt });
    },
  });
  const control = (message: Msg): void => {
    const stalled = message.headers?.get('Nats-Consumer-Stalled');
    if (stalled !== undefined && stalled !== '') {
      handlers.onFlow(() => void (ended || connection.publish(stalled)));
    } else if (message.reply !== undefined && message.reply !== '') {
      handlers.onFlow(() => void (ended || message.respond()));
    } else if (message.headers?.get('Nats-Last-Consumer') === String(received)) {
      handlers.onQuiet(Number(message.headers.get('Nats-Last-Stream')));
    } else {
      lose();
    }
  };
  const timer = setInterval(() => {
    if (!heard) lose();
    heard = false;
  }, SILENCE_MS);
  timer.unref();
  try {
    consumer = await api.addConsumer(consumerConfig(inbox, from));
    if (ended) api.deleteConsumer(consumer);
    return end;
  } catch (error) {
    end();
    throw error;
  }
}

/** One that the server keeps in memory only, and that asks for no acknowledgements. */
function consumerConfig(inbox: string, from: number): Readonly<Record<string, unknown>> {
  return {
    deliver_subject: inbox,
    deliver_policy: 'by_start_sequence',
    opt_start_seq: from,
    ack_policy: 'none',
    replay_policy: 'instant',
    max_deliver: 1,
    flow_control: true,
    idle_heartbeat: HEARTBEAT_MS * NANOS_PER_MS,
    inactive_threshold: INACTIVE_MS * NANOS_PER_MS,
    mem_storage: true,
    num_replicas: 1,
  };
}

/**
 * A delivered message says where it stands in the subject of its reply:
 * `$JS.ACK.<stream>.<consumer>.<deliveries>.<sequence>.<order>.<nanoseconds>.<pending>`, with the
 * domain and the account in front of the stream on servers that say them.
 */
function readPlace(message: Msg): { sequence: number; order: number; storedAt: number } {
  const words = (message.reply ?? '').split('.');
  const at = words.length === 9 ? 5 : 7;
  return {
    sequence: Number(words[at]),
    order: Number(words[at + 1]),
    storedAt: Math.floor(Number(words[at + 2]) / NANOS_PER_MS),
  };
}
