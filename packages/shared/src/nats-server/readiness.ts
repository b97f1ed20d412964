// Learns from the files a starting nats-server writes when it is ready and where it listens, and
// from its log why it did not get there.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { NatsServerError } from './error.ts';

export interface ReadyServer {
  /** The server's own process, also under a guard. */
  readonly pid: number;
  readonly url: string;
  readonly port: number;
  readonly monitorUrl: string;
}

const LOOK_EVERY_MS = 10;
const LAST_LINES = 6;

/**
 * Resolves when the server accepts clients: it writes the ports file only then, after its streams
 * are recovered. Resolves with undefined when it is gone, or the time over, before that.
 */
export async function whenReady(
  runDir: string,
  timeoutMs: number,
  gone: AbortSignal,
): Promise<ReadyServer | undefined> {
  const deadline = performance.now() + timeoutMs;
  while (!gone.aborted && performance.now() < deadline) {
    const pid = Number(await textOf(join(runDir, 'nats-server.pid')));
    // Named after the program, which a script in between may have chosen.
    const name = (await readdir(runDir)).find((each) => each.endsWith(`_${pid}.ports`));
    const ports = name === undefined ? '' : await textOf(join(runDir, name));
    const server = ports === '' ? undefined : readyServer(pid, ports);
    if (server !== undefined) return server;
    await delay(LOOK_EVERY_MS, undefined, { signal: gone }).catch(() => undefined);
  }
  return undefined;
}

/** Says in one sentence why the server did not start, with the end of what it logged since. */
export async function failureToStart(
  logFile: string,
  logStart: number,
  what: string,
): Promise<NatsServerError> {
  const log = (await textOf(logFile)).slice(logStart).trim();
  const taken = /listen tcp ([^\s"]+):(\d+): bind: address already in use/.exec(log);
  if (taken !== null) {
    return new NatsServerError(
      'port-in-use',
      `nats-server cannot start: port ${taken[2]} on ${taken[1]} is in use by another program; ` +
        'stop that program or choose another port.',
    );
  }
  const lines = log === '' ? '(it logged nothing)' : log.split('\n').slice(-LAST_LINES).join('\n');
  return new NatsServerError('not-started', `nats-server ${what}; its last words:\n${lines}`);
}

/** Where a log that is about to be appended to ends now; 0 when there is none. */
export async function endOfLog(logFile: string): Promise<number> {
  return (await textOf(logFile)).length;
}

/** The file may be half written: then it is no answer yet. */
function readyServer(pid: number, ports: string): ReadyServer | undefined {
  const url = /"nats":\["([^"]+)"/.exec(ports)?.[1];
  const monitorUrl = /"monitoring":\["([^"]+)"/.exec(ports)?.[1];
  if (url === undefined || monitorUrl === undefined || !ports.trimEnd().endsWith('}')) {
    return undefined;
  }
  return { pid, url, port: Number(new URL(url).port), monitorUrl };
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
