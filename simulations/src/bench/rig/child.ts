// A process of Node as a part of the rig: it speaks in lines of JSON, ends when the pipe to its
// standard input closes, and is waited for and killed by its own id.
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';

export type Message = { readonly [key: string]: unknown };

export interface Child extends AsyncDisposable {
  readonly name: string;
  readonly pid: number;
  /** Resolves when it is gone; never rejects. */
  readonly exited: Promise<void>;
  /** The first message that fits, from the start on. Rejects when `limitMs` are over. */
  heard(fits: (message: Message) => boolean, limitMs: number): Promise<Message>;
  /** Calls back for every message from now on, until the returned function is called. */
  listen(listener: (message: Message) => void): () => void;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** Closes its standard input, kills it when that takes too long; resolves when it is gone. */
  stop(): Promise<void>;
  /** Bytes of memory it holds now (the resident set). Linux only. */
  memory(): Promise<number>;
  /** The most bytes of memory it ever held (the peak of the resident set). Linux only. */
  peakMemory(): Promise<number>;
}

const STOP_MS = 3000;
const LAST_LINES = 8;

/** Starts `script` with more environment. Errors of starting show in `heard`. */
export function startChild(
  name: string,
  script: string,
  env: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
): Child {
  const child = spawn(process.execPath, [...flags, script], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const messages: Message[] = [];
  const listeners = new Set<(message: Message) => void>();
  const last: string[] = [];
  let gone = false;
  const exited = new Promise<void>((resolve) => {
    const end = (): void => {
      gone = true;
      resolve();
    };
    child.on('exit', end);
    child.on('error', end);
  });
  child.stdin.on('error', () => undefined);
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      last.push(line);
      if (last.length > LAST_LINES) last.shift();
      const message = readMessage(line);
      if (message === undefined) return;
      // Only what somebody may ask for later is kept; a figure's own notes are thousands.
      if (!('note' in message)) messages.push(message);
      for (const listener of listeners) listener(message);
    });
  }
  const kill = async (): Promise<void> => {
    if (!gone) child.kill('SIGKILL');
    await exited;
  };
  const stop = async (): Promise<void> => {
    child.stdin.end();
    const timer = setTimeout(() => void kill(), STOP_MS);
    await exited;
    clearTimeout(timer);
  };
  const listen: Child['listen'] = (listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };

  const readMemory = async (line: 'VmRSS' | 'VmHWM'): Promise<number> => {
    const status = await readFile(`/proc/${child.pid ?? 0}/status`, 'utf8');
    const kib = new RegExp(`^${line}:\\s*([0-9]+) kB$`, 'm').exec(status)?.[1];
    if (kib === undefined) throw new Error(`the memory of ${name} cannot be read`);
    return Number(kib) * 1024;
  };

  return {
    name,
    pid: child.pid ?? 0,
    exited,
    listen,
    kill,
    stop,
    [Symbol.asyncDispose]: kill,
    heard(fits, limitMs) {
      const known = messages.find(fits);
      if (known !== undefined) return Promise.resolve(known);
      return new Promise((resolve, reject) => {
        const end = (why: string): void => {
          forget();
          clearTimeout(timer);
          reject(new Error(`${name} ${why}; its last lines: ${last.join(' | ') || 'none'}`));
        };
        const timer = setTimeout(() => end(`has not said it within ${limitMs} ms`), limitMs);
        const forget = listen((message) => {
          if (!fits(message)) return;
          forget();
          clearTimeout(timer);
          resolve(message);
        });
        void exited.then(() => end('has ended'));
      });
    },
    memory: () => readMemory('VmRSS'),
    peakMemory: () => readMemory('VmHWM'),
  };
}

function readMessage(line: string): Message | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Message;
  } catch {
    return undefined;
  }
}
