// The bus over NATS. Requests share one subscription for their answers and a table of who waits:
// the client's own `request` costs three times as much.
import { createInbox, type Msg, type NatsConnection } from 'nats';
import type { Bus, BusMessage, Subscription } from '../bus.ts';
import { ClosedError } from '../errors.ts';
import { createRequests, type Requests } from './nats-requests.ts';

export interface NatsBusOptions {
  /** Hears what handlers throw; by default it is dropped. */
  readonly onHandlerError?: (error: unknown, subject: string) => void;
}

/**
 * A bus on `connection`, which stays the caller's: closing the bus does not close it. A message
 * larger than the server takes is a RangeError, of `publish` at once and of `request` as a refusal.
 */
export function createNatsBus(connection: NatsConnection, options: NatsBusOptions = {}): Bus {
  const { onHandlerError = () => undefined } = options;
  const subscriptions = new Set<Subscription>();
  let closed = false;

  const publish = (subject: string, data: string, reply: string | undefined): void => {
    if (closed || connection.isClosed()) return;
    const bytes = Buffer.from(data);
    const limit = connection.info?.max_payload ?? Infinity;
    if (bytes.length > limit) {
      throw new RangeError(
        `a message of ${bytes.length} bytes on ${subject} is more than the server takes (${limit})`,
      );
    }
    connection.publish(subject, bytes, reply === undefined ? {} : { reply });
  };
  const requests: Requests = createRequests(connection, createInbox(), publish);

  const subscribe: Bus['subscribe'] = (subject, handler, { queue } = {}) => {
    if (closed || connection.isClosed()) return { unsubscribe: () => undefined };
    const inner = connection.subscribe(subject, {
      ...(queue === undefined ? {} : { queue }),
      callback: (error, message) => {
        // Whatever escapes from here would end the client's reading of its socket.
        try {
          if (error !== null) throw error;
          if (subscriptions.has(subscription)) handler(busMessage(message, publish));
        } catch (thrown) {
          onHandlerError(thrown, subject);
        }
      },
    });
    const subscription: Subscription = {
      unsubscribe() {
        if (subscriptions.delete(subscription) && !connection.isClosed()) inner.unsubscribe();
      },
    };
    subscriptions.add(subscription);
    return subscription;
  };
  const close = async (): Promise<void> => {
    if (closed) return;
    for (const subscription of subscriptions) subscription.unsubscribe();
    closed = true;
    requests.close(new ClosedError('the bus was closed'));
  };
  void connection.closed().then(close);

  return {
    name: `nats ${connection.getServer()}`,
    publish: (subject, data, { reply } = {}) => publish(subject, data, reply),
    request: (subject, data, { timeoutMs }) => requests.send(subject, data, timeoutMs),
    subscribe,
    async flush() {
      // A connection that is lost meanwhile brings nothing of what was sent before.
      if (!closed && !connection.isClosed()) await connection.flush().catch(() => undefined);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function busMessage(
  message: Msg,
  publish: (subject: string, data: string, reply: undefined) => void,
): BusMessage {
  const { subject, data } = message;
  // The client says an empty text where there is none.
  const reply = message.reply === undefined || message.reply === '' ? undefined : message.reply;
  return {
    subject,
    data: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('utf8'),
    reply,
    respond(answer) {
      if (reply !== undefined) publish(reply, answer, undefined);
    },
  };
}
