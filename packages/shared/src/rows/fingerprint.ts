// A fingerprint of rows that does not depend on their order: the sum of a hash of each. It tells a
// table that was restored from one that is not quite the same; it is no proof against forgers.
import type { ColumnType, Row } from '../rows.ts';
import { encodeRow } from './codec.ts';

export interface Fingerprint {
  add(rows: Iterable<Row>): void;
  /** Of all rows so far: 64 bits as a signed whole number in decimals; `0` for no rows. */
  text(): string;
}

/** Equal rows that come twice count twice. */
export function createFingerprint(columns: readonly ColumnType[]): Fingerprint {
  const sum = { high: 0, low: 0 };
  return {
    add(rows) {
      for (const row of rows) addHash(sum, encodeRow(columns, row));
    },
    text: () => {
      const bits = (BigInt(sum.high >>> 0) << 32n) | BigInt(sum.low >>> 0);
      return String(BigInt.asIntN(64, bits));
    },
  };
}

interface Sum {
  high: number;
  low: number;
}

/**
 * Adds a 64-bit hash of the text, modulo 2^64. Two lanes of 32 bits, each mixed as in MurmurHash3
 * and fed with the other one: two rows collide by chance alone, about once in 2^64 pairs. No
 * BigInt here: this is done for every row.
 */
function addHash(sum: Sum, text: string): void {
  let a = 0x9e3779b9 | 0;
  let b = 0x85ebca6b | 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(
      rotate(a ^ Math.imul(rotate(Math.imul(unit, 0xcc9e2d51), 15), 0x1b873593), 13),
      5,
    );
    a = (a + b + 0x561ccd1b) | 0;
    b = Math.imul(
      rotate(b ^ Math.imul(rotate(Math.imul(unit, 0x38b34ae5), 17), 0xa1e38b93), 17),
      5,
    );
    b = (b + a + 0x0bcaa747) | 0;
  }
  a = mix(a ^ text.length);
  b = mix(b ^ a);
  a = mix(a + b);
  const low = (sum.low >>> 0) + (a >>> 0);
  sum.low = low | 0;
  sum.high = (sum.high + b + (low > 0xffffffff ? 1 : 0)) | 0;
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/** Every bit that comes in changes about half of those that go out. */
function mix(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
