// The child process of a nats-server, bare or under a guard, and how it ended.

import { spawn, type ChildProcess } from 'node:child_process';
import { open } from 'node:fs/promises';
import { constants } from 'node:os';

import { NatsServerError } from './error.ts';
import { guarded } from './guard.ts';

/** How the server ended: one of the two is null. */
export interface NatsServerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ServerProcess {
  /** Resolves when the server, and the guard with it, is gone; never rejects. */
  readonly exited: Promise<NatsServerExit>;
  /** Aborts in the same moment. */
  readonly gone: AbortSignal;
  /** Ends a server whose own process id is not known yet. */
  abandon(): void;
}

export interface ProcessOptions {
  readonly logFile: string;
  readonly memoryLimit?: string;
  readonly detached?: boolean;
  readonly guard?: boolean;
}

/** Throws `NatsServerError` ('unusable') when the program cannot be run at all. */
export async function spawnServer(
  command: readonly [string, ...string[]],
  options: ProcessOptions,
): Promise<ServerProcess> {
  const { logFile, memoryLimit = '1GiB', detached = false, guard = false } = options;
  const [program, ...args] = guard ? guarded(command) : command;
  // To a file, not a pipe: a detached server must survive this process, and would not survive
  // writing into a pipe that nobody holds.
  const log = await open(logFile, 'a');
  const child = spawn(program, args, {
    stdio: [guard ? 'pipe' : 'ignore', log.fd, log.fd],
    env: { GOMEMLIMIT: memoryLimit, ...process.env },
    detached,
  });
  const gone = new AbortController();
  const exited = exitOf(child, guard).finally(() => gone.abort());
  if (detached) child.unref();
  try {
    await spawned(child, command[0]);
  } finally {
    await log.close();
  }
  const abandon = () => {
    // A guard ends its server when the pipe closes; killed itself, it would take longer.
    if (guard) child.stdin?.destroy();
    else child.kill('SIGKILL');
  };
  return { exited, gone: gone.signal, abandon };
}

function exitOf(child: ChildProcess, guard: boolean): Promise<NatsServerExit> {
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => {
      child.stdin?.destroy();
      const killedBy = guard && code !== null && code > 128 ? signalNamed(code - 128) : undefined;
      resolve(killedBy === undefined ? { code, signal } : { code: null, signal: killedBy });
    });
  });
}

function spawned(child: ChildProcess, program: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.on('spawn', resolve);
    child.on('error', (cause) => {
      const message = `${program} does not run: ${cause.message}`;
      reject(new NatsServerError('unusable', message, { cause }));
    });
  });
}

function signalNamed(number: number): NodeJS.Signals | undefined {
  const names = Object.entries(constants.signals) as [NodeJS.Signals, number][];
  return names.find(([, value]) => value === number)?.[0];
}
