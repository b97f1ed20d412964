// The near end of the bridge: lets other processes of this machine's owner use a bus that lives in
// this process. The socket stands in the data folder, so the folder's permissions guard it.
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  NoResponderError,
  TimeoutError,
  type Bus,
  type Service,
  type Subscription,
} from '@rescind/shared';
import { readClientFrames, writeFrame, type ClientFrame } from './frames.ts';

export interface Bridge extends Service {
  /** Where it is reached; see connectBridge. */
  readonly path: string;
}

/** What a socket's path may measure everywhere, in bytes. */
const PATH_MAX = 100;

/** Serves `bus` on a socket in `folder`, replacing one that an earlier process left there. */
export async function serveBridge(bus: Bus, folder: string): Promise<Bridge> {
  const path = await socketPath(folder);
  await rm(path, { force: true });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serveSocket(bus, socket);
  });
  await listen(server, path);
  await chmod(path, 0o600);
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
      if (dirname(path) !== folder) await rm(dirname(path), { recursive: true, force: true });
    })();
    return stopping;
  };
  return { path, stop, [Symbol.asyncDispose]: stop };
}

async function socketPath(folder: string): Promise<string> {
  const path = join(folder, 'bus.sock');
  if (Buffer.byteLength(path) <= PATH_MAX) return path;
  return join(await mkdtemp(join(tmpdir(), 'rescind-')), 'bus.sock');
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => resolve());
  });
}

function serveSocket(bus: Bus, socket: Socket): void {
  const subscriptions = new Map<number, Subscription>();
  socket.on('error', () => undefined);
  socket.on('close', () => {
    for (const subscription of subscriptions.values()) subscription.unsubscribe();
  });
  readClientFrames(socket, (frame) => {
    switch (frame.op) {
      case 'publish':
        return bus.publish(
          frame.subject,
          frame.data,
          frame.reply === undefined ? {} : { reply: frame.reply },
        );
      case 'subscribe':
        return void subscriptions.set(frame.id, subscribe(bus, socket, frame));
      case 'unsubscribe':
        subscriptions.get(frame.id)?.unsubscribe();
        return void subscriptions.delete(frame.id);
      case 'request':
        return void request(bus, socket, frame);
      case 'flush':
        return void bus
          .flush()
          .then(() => writeFrame(socket, { op: 'answer', id: frame.id, data: '' }));
      default:
        socket.destroy();
    }
  });
}

function subscribe(
  bus: Bus,
  socket: Socket,
  { id, subject, queue }: Extract<ClientFrame, { readonly op: 'subscribe' }>,
): Subscription {
  return bus.subscribe(
    subject,
    (message) => {
      const { reply } = message;
      writeFrame(socket, {
        op: 'message',
        id,
        subject: message.subject,
        data: message.data,
        ...(reply === undefined ? {} : { reply }),
      });
    },
    queue === undefined ? {} : { queue },
  );
}

async function request(
  bus: Bus,
  socket: Socket,
  { id, subject, data, timeoutMs }: Extract<ClientFrame, { readonly op: 'request' }>,
): Promise<void> {
  try {
    writeFrame(socket, { op: 'answer', id, data: await bus.request(subject, data, { timeoutMs }) });
  } catch (error) {
    writeFrame(socket, {
      op: 'failure',
      id,
      kind: failureKind(error),
      message: (error as Error).message,
    });
  }
}

function failureKind(error: unknown): 'no-responder' | 'timeout' | 'closed' {
  if (error instanceof NoResponderError) return 'no-responder';
  return error instanceof TimeoutError ? 'timeout' : 'closed';
}
