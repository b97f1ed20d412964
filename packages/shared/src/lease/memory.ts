// A register within one process.
import type { Register } from '../lease.ts';

/** Starts out empty. */
export function createMemoryRegister(): Register {
  let revision = 0;
  let value: string | null = null;
  return {
    read: () => Promise.resolve({ revision, value }),
    write(next, expected) {
      if (expected !== revision) return Promise.resolve(null);
      value = next;
      return Promise.resolve(++revision);
    },
    close: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
