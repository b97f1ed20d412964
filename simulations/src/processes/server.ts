// The nats-server of a rig: killed, frozen and brought back at the same place, with the same store.
import type { Clock } from '@rescind/shared';
import {
  findNatsServer,
  startNatsServer,
  type FoundNatsServer,
  type RunningNatsServer,
} from '@rescind/shared/nats-server';

export interface Server {
  readonly url: string;
  readonly version: string;
  readonly up: boolean;
  kill(): void;
  freeze(): void;
  thaw(): void;
  /** It stays away from now on; resolves when it is gone. */
  close(): Promise<void>;
}

const RESTART_MS = 300;

/** Throws NatsServerError when there is none to be had, or it does not start. */
export async function startServer(storeDir: string, clock: Clock): Promise<Server> {
  const binary: FoundNatsServer = await findNatsServer();
  let closing = false;
  let port = 0;
  let running: RunningNatsServer | undefined;

  const launch = async (): Promise<RunningNatsServer> => {
    const server = await startNatsServer({ binary, storeDir, port, guard: true });
    running = server;
    ({ port } = server);
    void server.exited.then(() => {
      running = undefined;
      if (!closing) clock.setTimeout(relaunch, RESTART_MS);
    });
    return server;
  };
  const relaunch = (): void => {
    if (closing) return;
    launch().catch(() => clock.setTimeout(relaunch, RESTART_MS));
  };
  const signal = (which: NodeJS.Signals): void => {
    if (running !== undefined) process.kill(running.pid, which);
  };

  const { url } = await launch();
  return {
    url,
    version: binary.version,
    get up() {
      return running !== undefined;
    },
    kill: () => running?.kill(),
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    async close() {
      closing = true;
      signal('SIGCONT');
      await running?.stop();
    },
  };
}
