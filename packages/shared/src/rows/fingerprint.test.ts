import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ColumnType, Row } from '../rows.ts';
import { createFingerprint } from './fingerprint.ts';

function fingerprintOf(columns: readonly ColumnType[], rows: readonly Row[]): string {
  const fingerprint = createFingerprint(columns);
  fingerprint.add(rows);
  return fingerprint.text();
}

const columns: readonly ColumnType[] = ['INT8', 'STRING'];

describe('a fingerprint of rows', () => {
  it('is the same in whatever order and portions they come', () => {
    const anyRows = fc.array(fc.tuple(fc.maxSafeInteger(), fc.string()));
    fc.assert(
      fc.property(anyRows, fc.nat(), (rows, cut) => {
        const fingerprint = createFingerprint(columns);
        const turned = rows.toReversed();
        fingerprint.add(turned.slice(0, cut));
        fingerprint.add(turned.slice(cut));
        expect(fingerprint.text()).toBe(fingerprintOf(columns, rows));
      }),
    );
  });

  it('is the same for an INT8 however it is held', () => {
    expect(fingerprintOf(['INT8'], [[5n]])).toBe(fingerprintOf(['INT8'], [[5]]));
  });

  it('tells a row from none, from another, from twice the row, and its columns apart', () => {
    const lists: readonly (readonly Row[])[] = [
      [],
      [[1, 'a']],
      [[1, 'b']],
      [[2, 'a']],
      [[1, null]],
      [[null, 'a']],
      [
        [1, 'a'],
        [1, 'a'],
      ],
      [
        [1, 'a'],
        [2, 'b'],
      ],
      [
        [1, 'b'],
        [2, 'a'],
      ],
    ];
    const fingerprints = lists.map((rows) => fingerprintOf(columns, rows));
    expect(new Set(fingerprints).size).toBe(lists.length);
    expect(fingerprints[0]).toBe('0');
  });

  it('is a signed number of 64 bits, each of them set in about half of all rows', () => {
    const counts = Array.from({ length: 64 }, () => 0);
    const rows = 2000;
    for (let n = 0; n < rows; n++) {
      const text = fingerprintOf(columns, [[n, 'a']]);
      const bits = BigInt(text);
      expect(BigInt.asIntN(64, bits)).toBe(bits);
      for (let bit = 0; bit < 64; bit++) counts[bit]! += Number((bits >> BigInt(bit)) & 1n);
    }
    // Five standard deviations of a fair coin; the rows are fixed, so this never wavers.
    for (const count of counts) expect(Math.abs(count - rows / 2)).toBeLessThan(112);
  });

  it('either half alone collides no more often than chance has it', () => {
    const rows = 100_000;
    const halves: [Set<bigint>, Set<bigint>] = [new Set(), new Set()];
    for (let n = 0; n < rows; n++) {
      const bits = BigInt.asUintN(64, BigInt(fingerprintOf(['INT8'], [[n]])));
      halves[0].add(bits >> 32n);
      halves[1].add(bits & 0xffffffffn);
    }
    // One collision is to be expected (rows^2 / 2^33); six happen once in two thousand hashes.
    for (const half of halves) expect(half.size).toBeGreaterThan(rows - 6);
  });
});
