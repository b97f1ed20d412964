// Lets one process of this machine do a piece of work while the others wait for its result.

import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

import type { Environment } from './run-program.ts';

type Holder = ChildProcessByStdio<Writable, Readable, null>;

/**
 * Runs `work` while holding a lock on `lockFile`. The kernel holds the lock for a child that lives
 * as long as a pipe from here is open, so a process that dies in the middle leaves no stale lock.
 * Where the lock cannot be had (no `flock` here), the work is done without it and must stand that.
 */
export async function oneAtATime<T>(
  lockFile: string,
  options: { readonly env: Environment; readonly signal: AbortSignal },
  work: () => Promise<T>,
): Promise<T> {
  const holder = spawn('flock', [lockFile, 'sh', '-c', 'echo held; read -r _'], {
    env: options.env,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  try {
    await heldOrEnded(holder, options.signal);
    return await work();
  } finally {
    holder.stdin.destroy();
  }
}

async function heldOrEnded(holder: Holder, signal: AbortSignal): Promise<void> {
  const ended = once(holder, 'close').catch(() => undefined);
  holder.stdin.on('error', () => undefined);
  const stop = () => holder.kill();
  signal.addEventListener('abort', stop);
  try {
    await Promise.race([once(holder.stdout, 'data'), ended]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
  signal.throwIfAborted();
}
