// A sample of things that come one by one, in which each has the same chance to be: Li's algorithm
// L, which draws only for those it takes.
import type { Random } from '@rescind/shared';

export interface Reservoir<T> {
  /** `make` is called only when the thing is taken. */
  offer(make: () => T): void;
  /** The sample, in no order. */
  sample(): readonly T[];
}

/** Holds up to `size` things; the same offers and the same chance give the same sample. */
export function createReservoir<T>(size: number, random: Random): Reservoir<T> {
  const sample: T[] = [];
  let seen = 0;
  /** The largest of `size` draws so far, were one drawn for everything that came. */
  let w = 1;
  let next = size;
  const skip = (): void => {
    // A draw of 0 would make the logarithm infinite.
    w *= Math.exp(Math.log(1 - random.next()) / size);
    next += Math.floor(Math.log(1 - random.next()) / Math.log1p(-w)) + 1;
  };
  return {
    offer(make) {
      if (sample.length < size) {
        sample.push(make());
        if (sample.length === size) {
          next = seen;
          skip();
        }
      } else if (seen === next) {
        sample[Math.floor(random.next() * size)] = make();
        skip();
      }
      seen++;
    },
    sample: () => sample,
  };
}
