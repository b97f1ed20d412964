// One program as a child process that can be killed and frozen, with a supervisor that starts it
// again when it has ended.
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { Clock } from '@rescind/shared';

export interface ChildOptions {
  readonly name: string;
  /** Built file that Node runs. */
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** One incarnation has ended; `said` are its last lines of standard error. */
  readonly onExit: (exit: ChildExit) => void;
}

export interface ChildExit {
  readonly name: string;
  readonly pid: number;
  readonly status: number | null;
  readonly said: readonly string[];
}

export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly up: boolean;
  readonly frozen: boolean;
  kill(): void;
  /** Closes its standard input: it ends by itself. */
  askToEnd(): void;
  freeze(): void;
  thaw(): void;
  /** It stays away from now on; resolves when it is gone. */
  close(): Promise<void>;
}

const RESTART_MS = 300;
const SAID_MAX = 12;
/** Ends by itself within two seconds; after that it is killed. */
const END_MS = 4000;

type Process = ChildProcessByStdio<Writable, Readable, Readable>;

export function startChild(options: ChildOptions): Child {
  const { clock } = options;
  let process: Process;
  let up = false;
  let frozen = false;
  let closing = false;
  let gone: Promise<void>;

  const launch = (): void => {
    process = spawnScript(options);
    up = true;
    frozen = false;
    gone = follow(process, options, () => {
      up = false;
      if (!closing) clock.setTimeout(relaunch, RESTART_MS);
    });
  };
  const relaunch = (): void => {
    if (!closing) launch();
  };
  const signal = (which: NodeJS.Signals): void => {
    // Once it is gone the number may belong to somebody else.
    if (up) process.kill(which);
  };

  launch();
  return {
    name: options.name,
    get pid() {
      return process.pid ?? 0;
    },
    get up() {
      return up;
    },
    get frozen() {
      return frozen;
    },
    kill: () => signal('SIGKILL'),
    askToEnd: () => process.stdin.end(),
    freeze() {
      frozen = up;
      signal('SIGSTOP');
    },
    thaw() {
      frozen = false;
      signal('SIGCONT');
    },
    async close() {
      closing = true;
      if (!up) return;
      signal('SIGCONT');
      process.stdin.end();
      const timer = clock.setTimeout(() => signal('SIGKILL'), END_MS);
      await gone;
      clock.clearTimeout(timer);
    },
  };
}

function spawnScript({ script, env }: ChildOptions): Process {
  return spawn(process.execPath, ['--enable-source-maps', script], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...inherited(), ...env },
  });
}

/** What a program needs of its parent's environment to run at all. */
function inherited(): NodeJS.ProcessEnv {
  const { PATH = '', HOME = '', NODE_V8_COVERAGE } = process.env;
  return NODE_V8_COVERAGE === undefined ? { PATH, HOME } : { PATH, HOME, NODE_V8_COVERAGE };
}

/** Resolves when it is gone. */
function follow(child: Process, options: ChildOptions, onGone: () => void): Promise<void> {
  const said: string[] = [];
  const { pid = 0 } = child;
  child.stdin.on('error', () => undefined);
  child.stdout.resume();
  child.stderr.on('data', (chunk: Buffer) => {
    said.push(
      ...chunk
        .toString()
        .split('\n')
        .filter((line) => line !== ''),
    );
    said.splice(0, Math.max(0, said.length - SAID_MAX));
  });
  return new Promise((resolve) => {
    const end = (status: number | null): void => {
      onGone();
      options.onExit({ name: options.name, pid, status, said });
      resolve();
    };
    child.on('error', () => end(null));
    child.on('close', (status) => end(status));
  });
}
