// One client: start-up, authentication, then messages one after the other until it leaves. Nothing
// a client sends can end more than its own connection.
import type { Socket } from 'node:net';
import { SqlError } from '../sql-error.ts';
import { converse } from './converse.ts';
import { login, type StartedSession, type Welcome } from './login.ts';
import { MalformedMessage } from './malformed.ts';
import { report } from './messages.ts';
import type { Incoming, Interruption, Send } from './stream.ts';

export interface ConnectionOptions {
  readonly welcome: Welcome;
  readonly interruption: Interruption;
  /** Called when start-up is over, well or not. */
  readonly started: () => void;
}

const STARTUP_BYTES = 10_000;

/** Serves a client until it leaves. Never rejects. */
export async function serveConnection(socket: Socket, options: ConnectionOptions): Promise<void> {
  const { welcome, interruption, started } = options;
  const send = sender(socket);
  const incoming = readMessages(socket);
  try {
    let session: StartedSession | undefined;
    try {
      session = await login(incoming, send, welcome);
    } finally {
      started();
    }
    if (session !== undefined) await converse(incoming, send, session, interruption);
  } catch (error) {
    if (!socket.destroyed) socket.write(report('FATAL', lastWords(error)));
  } finally {
    socket.end();
    socket.destroySoon();
  }
}

function lastWords(error: unknown): Pick<SqlError, 'code' | 'message'> {
  if (error instanceof SqlError) return error;
  if (error instanceof MalformedMessage) return { code: '08P01', message: error.message };
  return { code: 'XX000', message: `internal error: ${(error as Error).message}` };
}

/** A client that reads slowly slows its own statements, and nobody else's. */
function sender(socket: Socket): Send {
  return async (bytes) => {
    if (socket.destroyed || socket.write(bytes)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        socket.off('drain', done).off('close', done);
        resolve();
      };
      socket.once('drain', done).once('close', done);
    });
  };
}

/** Reads no more of the socket than is asked for. */
function readMessages(socket: Socket): Incoming {
  const chunks = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let parts: Buffer[] = [];
  let held = 0;
  const take = async (length: number): Promise<Buffer | undefined> => {
    while (held < length) {
      const { value, done } = await nextChunk(chunks);
      if (done === true) return undefined;
      parts.push(value);
      held += value.length;
    }
    const all = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    parts = [all.subarray(length)];
    held -= length;
    return all.subarray(0, length);
  };
  const body = async (head: Buffer, limit: number): Promise<Buffer | undefined> => {
    const length = head.readInt32BE(head.length - 4) - 4;
    if (length < 0 || length > limit) throw new MalformedMessage('invalid message length');
    return take(length);
  };
  return {
    async first() {
      const head = await take(4);
      return head === undefined ? undefined : body(head, STARTUP_BYTES);
    },
    async next(limit) {
      const head = await take(5);
      const content = head === undefined ? undefined : await body(head, limit);
      if (head === undefined || content === undefined) return undefined;
      return { letter: head.toString('latin1', 0, 1), body: content };
    },
  };
}

/** A connection that breaks has ended. */
async function nextChunk(
  chunks: AsyncIterator<Buffer>,
): Promise<IteratorResult<Buffer, undefined>> {
  try {
    const chunk: IteratorResult<Buffer, unknown> = await chunks.next();
    return chunk.done === true ? { value: undefined, done: true } : chunk;
  } catch {
    return { value: undefined, done: true };
  }
}
