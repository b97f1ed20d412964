// The nats-server of a cluster: one of our own, found or fetched and run on the data folder, or
// somebody else's at an address. Either way it is known whether its acknowledgement means on disk.
import { join } from 'node:path';
import { connectNats } from '@rescind/shared/nats';
import {
  checkDurability,
  findNatsServer,
  NatsServerError,
  startNatsServer,
  type Durability,
  type FoundNatsServer,
} from '@rescind/shared/nats-server';
import { CommandFailure, EXIT } from '../failure.ts';
import type { RunningProcess } from './keep-running.ts';

export interface ClusterServerAt {
  readonly url: string;
  readonly monitorUrl: string | null;
  readonly version: string | null;
  readonly durability: Durability;
}

export interface OwnServer extends ClusterServerAt {
  /** The one that runs now. */
  readonly first: RunningProcess;
  /** Starts it again on the same store and ports. */
  restart(): Promise<RunningProcess>;
}

export interface OwnServerOptions {
  readonly dataDir: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Gets a line at a time while a server is fetched or a large store is recovered. */
  readonly say: (line: string) => void;
}

/** Time enough for workers and coordinators to be gone within the ten seconds of a stop. */
const STOP_TIMEOUT_MS = 3000;

/**
 * Finds or fetches a server. Throws NatsServerError; 'missing' means that a cluster of processes
 * cannot be run here.
 */
export function provideServer(say: (line: string) => void): Promise<FoundNatsServer> {
  return findNatsServer({ onProgress: say });
}

/** Runs a server on `<dataDir>/nats`. Throws CommandFailure with one sentence. */
export async function startOwnServer(
  binary: FoundNatsServer,
  options: OwnServerOptions,
): Promise<OwnServer> {
  const storeDir = join(options.dataDir, 'nats');
  const start = (port: number, monitorPort: number): ReturnType<typeof startNatsServer> =>
    startNatsServer({
      binary,
      storeDir,
      port,
      monitorPort,
      detached: true,
      guard: true,
      stopTimeoutMs: STOP_TIMEOUT_MS,
    });
  try {
    const first = await start(options.port, 0);
    const { url, monitorUrl, version } = first;
    const monitorPort = Number(new URL(monitorUrl).port);
    return {
      url,
      monitorUrl,
      version,
      durability: await checkDurability(first),
      first,
      restart: () => start(first.port, monitorPort),
    };
  } catch (error) {
    throw asFailure(error);
  }
}

function asFailure(error: unknown): Error {
  if (!(error instanceof NatsServerError)) return error as Error;
  const message =
    error.code === 'port-in-use'
      ? `${error.message.replace(/\.$/, '')} (--port-nats N; --port-nats 0 takes a free one)`
      : error.message;
  return new CommandFailure(EXIT.unavailable, message, { cause: error });
}

/** Where a nats-server's monitoring page is when nobody says otherwise. */
const MONITOR_PORT = 8222;
const MONITOR_TIMEOUT_MS = 1000;

/** Looks at a server of somebody else's. Throws CommandFailure when it does not answer. */
export async function lookAtServer(
  url: string,
  monitor: string | undefined,
): Promise<ClusterServerAt> {
  const { version, serverId } = await greet(url);
  const guess = monitor ?? `http://${hostOf(url)}:${MONITOR_PORT}`;
  // A page found by guessing may be another server's, and its answer would be a false promise.
  const isIts = monitor !== undefined || (await serverIdAt(guess)) === serverId;
  const monitorUrl = isIts ? guess : null;
  const durability = await checkDurability({
    ...(version === null ? {} : { version }),
    ...(monitorUrl === null ? {} : { monitorUrl }),
  });
  return { url, monitorUrl, version, durability };
}

async function greet(
  url: string,
): Promise<{ readonly version: string | null; readonly serverId: string | undefined }> {
  try {
    const connection = await connectNats({ url, name: 'rescind start' });
    const { info } = connection;
    await connection.close();
    return { version: info?.version ?? null, serverId: info?.server_id };
  } catch (cause) {
    throw new CommandFailure(EXIT.unavailable, (cause as Error).message, { cause });
  }
}

function hostOf(url: string): string {
  return new URL(url.includes('://') ? url : `nats://${url}`).hostname;
}

async function serverIdAt(monitorUrl: string): Promise<string | undefined> {
  try {
    const signal = AbortSignal.timeout(MONITOR_TIMEOUT_MS);
    const page = (await (await fetch(new URL('/varz', monitorUrl), { signal })).json()) as {
      readonly server_id?: string;
    };
    return page.server_id;
  } catch {
    return undefined;
  }
}
