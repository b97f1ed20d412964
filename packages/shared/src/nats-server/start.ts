// Runs a nats-server as a child of this process: configured for durability, ready when the promise
// resolves, and ended by its process id alone.

import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { configurationText } from './configuration.ts';
import { spawnServer, type NatsServerExit, type ServerProcess } from './process.ts';
import { endOfLog, failureToStart, whenReady, type ReadyServer } from './readiness.ts';
import { claimRunDir } from './run-dir.ts';
import { isTooOldToFsync, versionOf } from './version.ts';

export interface NatsServerOptions {
  /** The program, or what `findNatsServer` found (which saves asking it for its version). */
  readonly binary: string | { readonly path: string; readonly version: string };
  /** Folder of the streams; kept. Only one server may ever run on it. */
  readonly storeDir: string;
  readonly host?: string;
  /** 0 (the default) takes a free port. */
  readonly port?: number;
  readonly monitorPort?: number;
  /** The largest message in bytes, 8 MiB by default. */
  readonly maxPayload?: number;
  /** On disk before acknowledged; true by default. A server before 2.10 cannot, see Durability. */
  readonly syncAlways?: boolean;
  /** Above this the server collects its garbage harder (Go's GOMEMLIMIT); '1GiB' by default. */
  readonly memoryLimit?: string;
  /** A session of its own: a terminal's Ctrl-C passes it by, and it does not keep us running. */
  readonly detached?: boolean;
  /** The server ends within 2 s when this process ends, however that happens. Not on Windows. */
  readonly guard?: boolean;
  /** Recovery of a large store takes seconds; 30,000 by default. */
  readonly readyTimeoutMs?: number;
  /** How long `stop` waits before it kills; 5,000 by default. */
  readonly stopTimeoutMs?: number;
}

export interface RunningNatsServer extends ReadyServer, AsyncDisposable {
  readonly version: string;
  /** Resolves when the process is gone; never rejects. */
  readonly exited: Promise<NatsServerExit>;
  /** Ends it in order (SIGTERM), by force when it takes too long; resolves when it is gone. */
  stop(): Promise<void>;
  /** SIGKILL: as when the machine's memory runs out. Resolves nothing: wait for `exited`. */
  kill(): void;
}

const MIB = 1024 * 1024;

/**
 * Starts the server and resolves when it accepts clients. Throws `NatsServerError`: 'port-in-use',
 * 'store-in-use', 'unusable' (the program does not run) or 'not-started' with its last log lines;
 * then no process is left behind.
 */
export async function startNatsServer(options: NatsServerOptions): Promise<RunningNatsServer> {
  const { binary, readyTimeoutMs = 30_000, stopTimeoutMs = 5_000 } = options;
  const path = typeof binary === 'string' ? binary : binary.path;
  const version = typeof binary === 'string' ? await versionOf(binary) : binary.version;
  await mkdir(join(options.storeDir, 'run'), { recursive: true });
  const storeDir = await realpath(options.storeDir);
  const runDir = join(storeDir, 'run');
  const configFile = join(runDir, 'nats-server.conf');
  const logFile = join(runDir, 'nats-server.log');
  await claimRunDir(runDir, configFile);
  await writeFile(configFile, textFor(options, version, storeDir, runDir));

  const logStart = await endOfLog(logFile);
  const server = await spawnServer([path, '-c', configFile], { ...options, logFile });
  const ready = await whenReady(runDir, readyTimeoutMs, server.gone);
  if (ready !== undefined) return runningServer(ready, version, server, stopTimeoutMs);

  const what = server.gone.aborted ? 'ended at once' : `was not ready after ${readyTimeoutMs} ms`;
  server.abandon();
  await server.exited;
  throw await failureToStart(logFile, logStart, what);
}

function textFor(
  options: NatsServerOptions,
  version: string,
  storeDir: string,
  runDir: string,
): string {
  const { host = '127.0.0.1', port = 0, monitorPort = 0, maxPayload = 8 * MIB } = options;
  const syncAlways = (options.syncAlways ?? true) && !isTooOldToFsync(version);
  return configurationText({
    storeDir,
    runDir,
    host,
    port,
    monitorPort,
    maxPayload,
    syncAlways,
  });
}

function runningServer(
  ready: ReadyServer,
  version: string,
  server: ServerProcess,
  stopTimeoutMs: number,
): RunningNatsServer {
  const send = (signal: NodeJS.Signals) => {
    // Once it is gone the number may belong to somebody else.
    if (server.gone.aborted) return;
    try {
      process.kill(ready.pid, signal);
    } catch {
      // It ended by itself in this very moment.
    }
  };
  const kill = () => send('SIGKILL');
  const stop = async () => {
    send('SIGTERM');
    const timer = setTimeout(kill, stopTimeoutMs);
    await server.exited;
    clearTimeout(timer);
  };
  return { ...ready, version, exited: server.exited, stop, kill, [Symbol.asyncDispose]: stop };
}
