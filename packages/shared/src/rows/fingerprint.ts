// A fingerprint of rows that does not depend on their order: the sum of a hash of each. It tells a
// table that was restored from one that is not quite the same; it is no proof against forgers.
import type { ColumnType, Row } from '../rows.ts';
import { encodeRow } from './codec.ts';
import { hashText } from './hash-text.ts';

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

/** Adds the hash of the text, modulo 2^64. */
function addHash(sum: Sum, text: string): void {
  const hash = hashText(text);
  const low = (sum.low >>> 0) + hash.low;
  sum.low = low | 0;
  sum.high = (sum.high + hash.high + (low > 0xffffffff ? 1 : 0)) | 0;
}
