// Real nats-servers for the tests of everything that speaks to one: found, started on a temporary
// store, killed, frozen, and started again at the same address.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { NatsConnection } from 'nats';
import {
  fetchNatsServer,
  findNatsServer,
  startNatsServer,
  type RunningNatsServer,
} from '../nats-server.ts';
import { connectNats } from './connect-nats.ts';

export interface NatsBinary {
  readonly path: string;
  readonly version: string;
}

/** For the title of tests that cannot run. */
export interface MaybeBinary {
  readonly binary: NatsBinary | undefined;
  /** Empty, or ` (not run: <program> missing)`. */
  readonly note: string;
}

/** The newest server to be had. With `required` a missing one is an error. */
export function newestNats(required: boolean): Promise<MaybeBinary> {
  return maybe('nats-server', required, () => findNatsServer());
}

/** The oldest one that is supported: Debian bookworm's. */
export function oldestNats(required: boolean): Promise<MaybeBinary> {
  const suites = ['bookworm'];
  return maybe('nats-server 2.9.10', required, () => fetchNatsServer({ suites }));
}

async function maybe(
  what: string,
  required: boolean,
  find: () => Promise<NatsBinary>,
): Promise<MaybeBinary> {
  try {
    return { binary: await find(), note: '' };
  } catch (error) {
    if (required) throw error;
    return { binary: undefined, note: ` (not run: ${what} missing)` };
  }
}

export interface NatsForTests extends AsyncDisposable {
  readonly url: string;
  /** The folder of its streams. */
  readonly storeDir: string;
  readonly pid: number;
  /** A connection of its own, closed together with the server. */
  connect(): Promise<NatsConnection>;
  /** SIGKILL, then resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM, then resolves when it is gone. */
  stop(): Promise<void>;
  /** Starts it again at the same address, on the same store; its connections stand again then. */
  start(): Promise<void>;
  /** SIGSTOP: it holds its connections and answers nothing, until `thaw`. */
  freeze(): Promise<void>;
  thaw(): void;
}

/** `maxPayload` in bytes, 8 MiB by default. */
export async function startNatsForTests(
  binary: NatsBinary,
  maxPayload?: number,
): Promise<NatsForTests> {
  const folder = await mkdtemp(join(tmpdir(), 'rescind-nats-'));
  const storeDir = join(folder, 'store');
  const connections: NatsConnection[] = [];
  const run = (port: number): Promise<RunningNatsServer> =>
    startNatsServer({
      binary,
      storeDir,
      port,
      ...(maxPayload === undefined ? {} : { maxPayload }),
    });
  let server = await run(0);
  const { port, url } = server;
  return {
    url,
    storeDir,
    get pid() {
      return server.pid;
    },
    async connect() {
      const connection = await connectNats({ url, name: 'test' });
      connections.push(connection);
      return connection;
    },
    async kill() {
      server.kill();
      await server.exited;
    },
    stop: () => server.stop(),
    async start() {
      server = await run(port);
      const open = connections.filter((connection) => !connection.isClosed());
      await Promise.all(open.map(untilItAnswers));
    },
    async freeze() {
      process.kill(server.pid, 'SIGSTOP');
      // Its threads stop one by one, soon after the signal was sent.
      while (!(await isFrozen(server.pid))) await nextTurn();
    },
    thaw: () => void process.kill(server.pid, 'SIGCONT'),
    async [Symbol.asyncDispose]() {
      for (const connection of connections) await connection.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilItAnswers(connection: NatsConnection): Promise<void> {
  for (;;) {
    try {
      return await connection.flush();
    } catch {
      await nextTurn();
    }
  }
}

async function isFrozen(pid: number): Promise<boolean> {
  const tasks = await readdir(`/proc/${pid}/task`);
  const stats = tasks.map((task) => readFile(`/proc/${pid}/task/${task}/stat`, 'utf8'));
  return (await Promise.all(stats)).every((stat) => /\) T /.test(stat));
}
