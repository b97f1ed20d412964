// The machine's source of chance.
import { randomBytes } from 'node:crypto';
import type { Random } from '../random.ts';

/** Unpredictable numbers from the operating system. */
export function createSystemRandom(): Random {
  let pool = randomBytes(4096);
  let used = 0;
  return {
    next() {
      if (used + 4 > pool.length) {
        pool = randomBytes(4096);
        used = 0;
      }
      const value = pool.readUInt32LE(used) / 4294967296;
      used += 4;
      return value;
    },
  };
}
