// The command `rescind` as a person runs it: the committed bin over the build, in a process of its
// own. Nothing here knows more of a cluster than its command line tells.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export const ROOT = join(import.meta.dirname, '../..');
const BIN = join(ROOT, 'bin/rescind.js');

if (!existsSync(join(ROOT, 'packages/cli/dist/main.js'))) {
  throw new Error('these tests run the build: run `npm run build` first');
}

export interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Runs a command to its end. */
export async function rescind(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const program = spawnRescind(args, options);
  program.child.stdin?.end(options.input ?? '');
  const status = await program.ended;
  return { status, out: program.out(), err: program.err() };
}

export interface Program {
  readonly child: ChildProcess;
  readonly pid: number;
  out(): string;
  err(): string;
  /** Resolves with its exit status when it is gone and all it wrote was read. */
  readonly ended: Promise<number | null>;
}

/** Begins a command that goes on running. */
export function spawnRescind(args: readonly string[], options: RunOptions = {}): Program {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: options.cwd ?? ROOT,
    env: { ...process.env, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (err += text));
  child.stdin.on('error', () => undefined);
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, pid: child.pid!, out: () => out, err: () => err, ended };
}

const LOOK_EVERY_MS = 20;

/**
 * Waits for a named moment of the world outside: resolves with the first answer of `look` that is
 * neither false nor undefined, fails with `what` (and the last error) when there is none in time.
 */
export async function moment<T>(
  what: string,
  look: () => T | false | undefined | Promise<T | false | undefined>,
  timeoutMs = 15_000,
): Promise<T> {
  const giveUpAt = performance.now() + timeoutMs;
  let last = '';
  for (;;) {
    try {
      const seen = await look();
      if (seen !== undefined && seen !== false) return seen;
      last = '';
    } catch (error) {
      last = `: ${(error as Error).message}`;
    }
    if (performance.now() > giveUpAt) throw new Error(`never seen: ${what}${last}`);
    await delay(LOOK_EVERY_MS);
  }
}

/** False for a process that is gone, and for one that only waits for its parent to hear of it. */
export function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^ [ZX]/.test(stat.slice(stat.lastIndexOf(')') + 1));
  } catch {
    return false;
  }
}
