// How many different texts there are: counted up to a bound, estimated beyond it. Its memory is
// bounded, however many there are.
import { hashText, type TextHash } from '@rescind/shared';

export interface DistinctCount {
  add(text: string): void;
  /**
   * Up to EXACT_MAX the number itself (but for a chance of 10^-8 that two hashes of 53 bits agree);
   * beyond it an estimate whose standard error is 0.8 %.
   */
  count(): number;
}

/** Different texts that are counted one by one. */
export const EXACT_MAX = 16_384;

export function countDistinct(): DistinctCount {
  let exact: Set<number> | null = new Set();
  const sketch = createSketch();
  return {
    add(text) {
      const hash = hashText(text);
      sketch.add(hash);
      if (exact === null) return;
      exact.add(hash.high * 2 ** 21 + (hash.low >>> 11));
      if (exact.size > EXACT_MAX) exact = null;
    },
    count: () => exact?.size ?? Math.max(EXACT_MAX, Math.round(sketch.estimate())),
  };
}

/** 2^14 registers: the standard error is 1.04 / sqrt(2^14). */
const INDEX_BITS = 14;
const REGISTERS = 2 ** INDEX_BITS;
/** Bits of a hash that are left when a register is chosen. */
const RANK_BITS = 64 - INDEX_BITS;

interface Sketch {
  add(hash: TextHash): void;
  estimate(): number;
}

/**
 * HyperLogLog with the estimator of O. Ertl, "New cardinality estimation algorithms for HyperLogLog
 * sketches" (2017): unbiased over the whole range, without the tables of HyperLogLog++.
 */
function createSketch(): Sketch {
  const registers = new Uint8Array(REGISTERS);
  return {
    add({ high, low }) {
      const register = high >>> (32 - INDEX_BITS);
      const rest = (high << INDEX_BITS) >>> 0;
      const rank = rest === 0 ? 32 - INDEX_BITS + Math.clz32(low) + 1 : Math.clz32(rest) + 1;
      if (rank > registers[register]!) registers[register] = rank;
    },
    estimate() {
      const counts = new Float64Array(RANK_BITS + 2);
      for (const rank of registers) counts[rank]!++;
      let z = REGISTERS * tau(1 - counts[RANK_BITS + 1]! / REGISTERS);
      for (let rank = RANK_BITS; rank >= 1; rank--) z = 0.5 * (z + counts[rank]!);
      z += REGISTERS * sigma(counts[0]! / REGISTERS);
      return REGISTERS ** 2 / (2 * Math.LN2 * z);
    },
  };
}

/** What registers that saw nothing contribute. */
function sigma(share: number): number {
  if (share === 1) return Infinity;
  let [x, y, z] = [share, 1, share];
  for (let before = Number.NaN; z !== before;) {
    x *= x;
    before = z;
    z += x * y;
    y += y;
  }
  return z;
}

/** What registers that can rise no further contribute. */
function tau(share: number): number {
  if (share === 0 || share === 1) return 0;
  let [x, y, z] = [share, 1, 1 - share];
  for (let before = Number.NaN; z !== before;) {
    x = Math.sqrt(x);
    before = z;
    y *= 0.5;
    z -= (1 - x) ** 2 * y;
  }
  return z / 3;
}
