// The far end of the bridge: the bus of another process, reached over its socket.
import { createConnection, type Socket } from 'node:net';
import {
  ClosedError,
  NoResponderError,
  TimeoutError,
  type Bus,
  type BusMessage,
} from '@rescind/shared';
import { readServerFrames, writeFrame, type ServerFrame } from './frames.ts';

interface Waiting {
  readonly resolve: (data: string) => void;
  readonly reject: (error: Error) => void;
}

/** Connects to the bridge at `path`. Rejects when nobody serves it. */
export async function connectBridge(path: string): Promise<Bus> {
  const socket = await connectTo(path);
  const waiting = new Map<number, Waiting>();
  const handlers = new Map<number, (message: BusMessage) => void>();
  let ids = 0;
  let closed = false;

  readServerFrames(socket, (frame) => {
    if (frame.op === 'message') return deliver(handlers.get(frame.id), toMessage(frame));
    const one = waiting.get(frame.id);
    waiting.delete(frame.id);
    if (frame.op === 'answer') one?.resolve(frame.data);
    else one?.reject(toError(frame));
  });
  socket.on('error', () => undefined);
  const gone = new Promise<void>((resolve) => {
    socket.on('close', () => {
      closed = true;
      for (const one of waiting.values()) one.reject(new ClosedError(`${path} was closed`));
      waiting.clear();
      resolve();
    });
  });

  const toMessage = (frame: ServerFrame & { readonly op: 'message' }): BusMessage => ({
    subject: frame.subject,
    data: frame.data,
    reply: frame.reply,
    respond: (data) => {
      if (frame.reply !== undefined) publish(frame.reply, data);
    },
  });
  const ask = (send: (id: number) => void): Promise<string> =>
    new Promise((resolve, reject) => {
      if (closed) {
        reject(new ClosedError(`${path} is closed`));
        return;
      }
      const id = ++ids;
      waiting.set(id, { resolve, reject });
      send(id);
    });
  const publish: Bus['publish'] = (subject, data, options = {}) =>
    writeFrame(socket, { op: 'publish', subject, data, ...options });
  const close = async (): Promise<void> => {
    closed = true;
    handlers.clear();
    socket.destroy();
    await gone;
  };

  return {
    name: `bridge ${path}`,
    publish,
    request: (subject, data, { timeoutMs }) =>
      ask((id) => writeFrame(socket, { op: 'request', id, subject, data, timeoutMs })),
    subscribe(subject, handler, options = {}) {
      const id = ++ids;
      handlers.set(id, handler);
      writeFrame(socket, { op: 'subscribe', id, subject, ...options });
      return {
        unsubscribe() {
          if (handlers.delete(id)) writeFrame(socket, { op: 'unsubscribe', id });
        },
      };
    },
    async flush() {
      // Nothing comes any more over a bus that is closed.
      await ask((id) => writeFrame(socket, { op: 'flush', id })).catch(() => undefined);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function deliver(handler: ((message: BusMessage) => void) | undefined, message: BusMessage): void {
  try {
    handler?.(message);
  } catch {
    // As on every bus: a handler that throws harms nobody else.
  }
}

function connectTo(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    socket.once('connect', () => resolve(socket));
    socket.once('error', reject);
  });
}

function toError({ kind, message }: ServerFrame & { readonly op: 'failure' }): Error {
  switch (kind) {
    case 'no-responder':
      return new NoResponderError(message);
    case 'timeout':
      return new TimeoutError(message);
    case 'closed':
      return new ClosedError(message);
  }
}
