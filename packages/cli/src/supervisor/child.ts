// One process of Node, run as a child: it says what happens to it in JSON lines, and ends by itself
// when the pipe to its standard input closes, however this process ends.
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Json } from '@rescind/shared';
import type { Exit, RunningProcess } from './keep-running.ts';

/** What a coordinator or worker process says of itself; see their main.ts. */
export type ChildMessage = { readonly [key: string]: Json };

export interface ChildOptions {
  /** File that Node runs. */
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  readonly onMessage: (message: ChildMessage) => void;
  /** A line that is no message: a stack trace, a handler's own output. */
  readonly onLine: (line: string) => void;
  /** How long `stop` waits before it kills. */
  readonly stopTimeoutMs?: number;
}

const STOP_TIMEOUT_MS = 3000;
const PIPES_CLOSE_MS = 500;

/** Resolves when the process runs; rejects when it cannot be run at all. */
export async function startChild(options: ChildOptions): Promise<RunningProcess> {
  const { stopTimeoutMs = STOP_TIMEOUT_MS } = options;
  const child = spawn(process.execPath, ['--enable-source-maps', options.script], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
    // A session of its own: Ctrl-C in the terminal is for us, who end the children in order.
    detached: true,
  });
  // Writing to a child that is just ending is no news: `exit` tells it.
  child.stdin.on('error', () => undefined);
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      const message = readMessage(line);
      if (message === undefined) options.onLine(line);
      else options.onMessage(message);
    });
  }
  const exited = exitOf(child);
  const pid = await pidOf(child);
  let gone = false;
  void exited.then(() => (gone = true));
  const kill = (): void => {
    // Once it is gone the number may belong to somebody else.
    if (!gone) child.kill('SIGKILL');
  };
  const stop = async (): Promise<void> => {
    child.stdin.end();
    const timer = setTimeout(kill, stopTimeoutMs);
    await exited;
    clearTimeout(timer);
  };
  return { pid, exited, stop, kill };
}

/** Resolves after the last line was read, so that what it said last is not lost. */
function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
    child.on('exit', (code, signal) => {
      // A process of the child's own may hold the pipes open for longer.
      setTimeout(() => resolve({ code, signal }), PIPES_CLOSE_MS).unref();
    });
  });
}

function pidOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => resolve(child.pid!));
  });
}

function readMessage(line: string): ChildMessage | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as ChildMessage;
  } catch {
    return undefined;
  }
}
