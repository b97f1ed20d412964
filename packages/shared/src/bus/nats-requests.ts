// Requests over NATS, many at once: each has a word of its own under one inbox, and one
// subscription hears all the answers.
import type { NatsConnection } from 'nats';
import { NoResponderError, TimeoutError, type ClosedError } from '../errors.ts';

export interface Requests {
  /** The first answer. Rejects with NoResponderError, TimeoutError, ClosedError, RangeError. */
  send(subject: string, data: string, timeoutMs: number): Promise<string>;
  /** What waits rejects with `reason`, and so does what comes later. */
  close(reason: ClosedError): void;
}

interface Waiting {
  readonly subject: string;
  readonly resolve: (answer: string) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** The server answers so when nobody has subscribed to a request's subject. */
const NO_RESPONDERS = 503;

export function createRequests(
  connection: NatsConnection,
  inbox: string,
  publish: (subject: string, data: string, reply: string) => void,
): Requests {
  const prefix = `${inbox}.`;
  const waiting = new Map<string, Waiting>();
  let sent = 0;
  let closed: ClosedError | undefined;

  /** Whoever still waits under the word; it waits no more then. */
  const take = (word: string): Waiting | undefined => {
    const one = waiting.get(word);
    if (one === undefined) return undefined;
    waiting.delete(word);
    clearTimeout(one.timer);
    return one;
  };
  const rejectAll = (error: Error): void => {
    for (const word of [...waiting.keys()]) take(word)?.reject(error);
  };
  const subscription = connection.subscribe(`${prefix}*`, {
    callback: (error, message) => {
      if (error !== null) return rejectAll(error);
      const one = take(message.subject.slice(prefix.length));
      if (one === undefined) return;
      const { data } = message;
      if (data.length === 0 && message.headers?.code === NO_RESPONDERS) {
        one.reject(new NoResponderError(`nobody serves ${one.subject}`));
      } else {
        one.resolve(Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('utf8'));
      }
    },
  });

  return {
    send: (subject, data, timeoutMs) =>
      new Promise((resolve, reject) => {
        if (closed !== undefined) {
          reject(closed);
          return;
        }
        const word = String(++sent);
        const timer = setTimeout(() => {
          const late = new TimeoutError(`no answer on ${subject} within ${timeoutMs} ms`);
          take(word)?.reject(late);
        }, timeoutMs);
        waiting.set(word, { subject, resolve, reject, timer });
        try {
          publish(subject, data, prefix + word);
        } catch (error) {
          take(word)?.reject(error as Error);
        }
      }),
    close(reason) {
      closed = reason;
      rejectAll(reason);
      if (!connection.isClosed()) subscription.unsubscribe();
    },
  };
}
