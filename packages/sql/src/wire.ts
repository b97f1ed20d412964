// The door by which PostgreSQL's clients come in: a server of the wire protocol 3.0. It knows
// sockets and sessions; who may come in and what a session is, whoever starts it says.
import { randomBytes, randomInt } from 'node:crypto';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Clock } from '@rescind/shared';
import { serveConnection } from './wire/connection.ts';
import type { CancelKey, Welcome } from './wire/login.ts';
import { report } from './wire/messages.ts';

export interface SqlServerOptions extends Pick<Welcome, 'authenticate' | 'openSession'> {
  readonly clock: Clock;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** More are told 53300; 100 when absent. */
  readonly connectionsMax?: number;
  /** Time a client has to say who it is and prove it; ten seconds when absent. */
  readonly startupMs?: number;
}

export interface SqlServer {
  readonly port: number;
  /** Tells every client 57P01, those with a running statement when it is done, within a second. */
  stop(): Promise<void>;
}

interface Client {
  readonly key: CancelKey;
  readonly socket: Socket;
  running: AbortController | undefined;
}

const CONNECTIONS_MAX = 100;
const STARTUP_MS = 10_000;
const STOP_MS = 1000;
const STOPPING = {
  code: '57P01',
  message: 'terminating connection: the server is shutting down',
};

/** Listens. Rejects as the socket does, EADDRINUSE for a port that is taken. */
export async function createSqlServer(options: SqlServerOptions): Promise<SqlServer> {
  const { clock, host, connectionsMax = CONNECTIONS_MAX, startupMs = STARTUP_MS } = options;
  const secret = randomBytes(32);
  const clients = new Map<number, Client>();
  let stopping: Promise<void> | undefined;

  const cancel = ({ process, secret: given }: CancelKey): void => {
    const client = clients.get(process);
    if (client?.key.secret === given) client.running?.abort();
  };

  const serve = async (socket: Socket): Promise<void> => {
    socket.on('error', () => undefined);
    socket.setNoDelay(true);
    if (clients.size >= connectionsMax) {
      // Read on, so that its hello does not cut off the answer; but not for ever.
      const gone = clock.setTimeout(() => socket.destroy(), STOP_MS);
      socket.on('close', () => clock.clearTimeout(gone)).resume();
      socket.end(report('FATAL', { code: '53300', message: 'sorry, too many clients already' }));
      return;
    }
    const key = { process: freeNumber(clients), secret: randomInt(2 ** 31) };
    const client: Client = { key, socket, running: undefined };
    clients.set(key.process, client);
    const late = clock.setTimeout(() => socket.destroy(), startupMs);
    await serveConnection(socket, {
      welcome: { ...options, secret, key, cancel },
      started: () => clock.clearTimeout(late),
      interruption: {
        begin() {
          client.running = new AbortController();
          return client.running.signal;
        },
        end() {
          client.running = undefined;
        },
        isStopping: () => stopping !== undefined,
      },
    });
    clients.delete(key.process);
  };

  const server = createServer((socket) => void serve(socket));
  await listen(server, options.port, host);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    stop() {
      stopping ??= new Promise((resolve) => {
        const late = clock.setTimeout(() => {
          for (const { socket } of clients.values()) socket.destroy();
        }, STOP_MS);
        server.close(() => {
          clock.clearTimeout(late);
          resolve();
        });
        for (const { socket, running } of clients.values()) {
          if (running === undefined) socket.end(report('FATAL', STOPPING)).destroySoon();
        }
      });
      return stopping;
    },
  };
}

/** What a client knows its connection by. */
function freeNumber(clients: ReadonlyMap<number, Client>): number {
  for (;;) {
    const number = randomInt(1, 2 ** 31);
    if (!clients.has(number)) return number;
  }
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
