// The path of every append: one message out, one acknowledgement back, over one subscription for
// all of them. The client's own `publish` to a stream costs seven times as much.
import { createInbox, headers, type Msg, type NatsConnection } from 'nats';
import type { ConnectionWatch } from './connection-watch.ts';

/** What became of a message. `unknown` as in the port: it may be stored, or still be. */
export type Published =
  | { readonly outcome: 'stored'; readonly sequence: number }
  | { readonly outcome: 'wrong-position' }
  | { readonly outcome: 'unknown'; readonly reason: string };

export interface Publisher {
  /** Stores `bytes` as message `n` if the stream ends at n - 1. Never rejects. */
  publish(bytes: Uint8Array, n: number): Promise<Published>;
  /** What is pending resolves as unknown, for this reason, and so does what comes later. */
  close(reason: string): void;
}

/** Room that the headers of a message take of the server's `max_payload`. */
export const HEADER_BYTES = 128;

const WRONG_LAST_SEQUENCE = 10071;

interface Pending {
  readonly bytes: Uint8Array;
  readonly n: number;
  settle(published: Published): void;
}

export function createPublisher(options: {
  readonly connection: NatsConnection;
  readonly watch: ConnectionWatch;
  readonly subject: string;
  readonly timeoutMs: number;
}): Publisher {
  const { connection, watch, subject, timeoutMs } = options;
  const inbox = `${createInbox()}.`;
  const pending = new Map<string, Pending>();
  let sent = 0;
  let closed: string | undefined;

  const endAll = (reason: string): void => {
    for (const one of [...pending.values()]) one.settle({ outcome: 'unknown', reason });
  };
  const sendOff = (token: string, one: Pending): void => {
    const expectation = headers();
    expectation.set('Nats-Expected-Last-Sequence', String(one.n - 1));
    try {
      connection.publish(subject, one.bytes, { reply: inbox + token, headers: expectation });
    } catch (error) {
      one.settle({ outcome: 'unknown', reason: (error as Error).message });
    }
  };
  const add = (bytes: Uint8Array, n: number, resolve: (published: Published) => void): void => {
    const token = String(++sent);
    const settle = (published: Published): void => {
      clearTimeout(timer);
      pending.delete(token);
      resolve(published);
    };
    const reason = `no acknowledgement within ${timeoutMs} ms`;
    const timer = setTimeout(() => settle({ outcome: 'unknown', reason }), timeoutMs);
    const one = { bytes, n, settle };
    pending.set(token, one);
    if (watch.isConnected) sendOff(token, one);
  };

  const subscription = connection.subscribe(`${inbox}*`, {
    callback: (error, message) => {
      if (error !== null) return endAll(error.message);
      // A late answer finds nobody: its append was given up as unknown.
      pending.get(message.subject.slice(inbox.length))?.settle(readAnswer(message));
    },
  });
  const forgetLost = watch.onLost(() => endAll('the connection to the server was lost'));
  // Only what came while it was lost is still there.
  const forgetBack = watch.onBack(() => {
    for (const [token, one] of pending) sendOff(token, one);
  });

  return {
    publish: (bytes, n) =>
      new Promise((resolve) => {
        if (closed === undefined) add(bytes, n, resolve);
        else resolve({ outcome: 'unknown', reason: closed });
      }),
    close(reason) {
      closed = reason;
      forgetLost();
      forgetBack();
      endAll(reason);
      if (!connection.isClosed()) subscription.unsubscribe();
    },
  };
}

interface Acknowledgement {
  readonly seq?: number;
  readonly duplicate?: boolean;
  readonly error?: { readonly err_code?: number; readonly description?: string };
}

function readAnswer(message: Msg): Published {
  if (message.data.length === 0) {
    const reason = 'the server has no stream for it, or the stream has no leader at the moment';
    return { outcome: 'unknown', reason };
  }
  const { error, seq, duplicate } = message.json<Acknowledgement>();
  if (error?.err_code === WRONG_LAST_SEQUENCE) return { outcome: 'wrong-position' };
  if (error !== undefined || seq === undefined) {
    return { outcome: 'unknown', reason: error?.description ?? 'an answer that says nothing' };
  }
  // Nothing we send asks for deduplication; and it would prove nothing about our own message.
  if (duplicate === true) return { outcome: 'wrong-position' };
  return { outcome: 'stored', sequence: seq };
}
