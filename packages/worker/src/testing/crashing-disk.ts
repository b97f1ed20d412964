// A disk that dies at a chosen step: every call of node:fs/promises counts, before or after it the
// process is as good as dead, and whatever it still tries fails too.

export interface CrashingDisk {
  /** Steps taken since the last `heal` or `crashAt`. */
  readonly steps: number;
  /** Dies at that step (1 is the first): before it is done, or right after. */
  crashAt(step: number, afterwards: boolean): void;
  /** Resolves when all that dead processes held open is closed. */
  heal(): Promise<void>;
  /** Gives everybody the real calls back. */
  putBack(): void;
  /** A step that is no call of the disk. */
  step<T>(action: () => Promise<T>): Promise<T>;
}

type Call = (...values: unknown[]) => Promise<unknown>;

/** The module node:fs/promises, whose calls can be replaced. */
export type DiskCalls = Record<string, Call>;

interface OpenFile {
  close(): Promise<void>;
}

const CALLS = ['lstat', 'mkdir', 'open', 'readdir', 'readFile', 'rename', 'rm', 'rmdir'] as const;
const HANDLE_CALLS = new Set<string | symbol>(['writeFile', 'sync', 'close']);

/**
 * Replaces the calls; a healed disk only counts. `republish` makes what was replaced count for
 * everybody in this process.
 */
export function createCrashingDisk(calls: DiskCalls, republish: () => void): CrashingDisk {
  let taken = 0;
  let crash = { step: Infinity, afterwards: false };
  let dead = false;
  const opened: OpenFile[] = [];
  const putBack: (() => void)[] = [];

  const step = async <T>(action: () => Promise<T>): Promise<T> => {
    if (dead) throw new Error('crashed before');
    taken++;
    if (taken < crash.step) return action();
    dead = true;
    if (crash.afterwards) await action();
    throw new Error('crashed');
  };

  const counted = (handle: object): object =>
    new Proxy(handle, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== 'function') return value;
        const call = (value as Call).bind(target);
        if (!HANDLE_CALLS.has(key)) return call;
        // A dead process closes what it holds; it only cannot wait for it.
        if (key === 'close' && dead) return call;
        return (...values: unknown[]) => step(() => call(...values));
      },
    });

  for (const name of CALLS) {
    const real = calls[name]!;
    putBack.push(() => {
      calls[name] = real;
    });
    calls[name] = (...values) =>
      step(async () => {
        const result = await real.apply(calls, values);
        if (name !== 'open') return result;
        opened.push(result as OpenFile);
        return counted(result as OpenFile);
      });
  }
  republish();

  return {
    get steps() {
      return taken;
    },
    crashAt(at, afterwards) {
      taken = 0;
      crash = { step: at, afterwards };
      dead = false;
    },
    async heal() {
      taken = 0;
      crash = { step: Infinity, afterwards: false };
      dead = false;
      // Closing what is closed already does nothing.
      for (const handle of opened.splice(0)) await handle.close();
    },
    putBack() {
      for (const each of putBack) each();
      republish();
    },
    step,
  };
}
