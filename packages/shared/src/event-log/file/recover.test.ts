import { describe, expect, it } from 'vitest';
import { LogDamagedError } from '../../errors.ts';
import { encodeCommit } from '../codec.ts';
import { sampleCommit } from '../contract-samples.ts';
import type { AppendOnlyFile } from './append-only-file.ts';
import { lineOf } from './line.ts';
import { recover } from './recover.ts';

/** A file that is only read and cut. */
function fileOf(bytes: Buffer): AppendOnlyFile & { readonly size: number } {
  let size = bytes.length;
  return {
    path: 'jobs.log',
    sizeAtOpen: bytes.length,
    get size() {
      return size;
    },
    append: () => Promise.reject(new Error('not here')),
    read: async (into, position) => bytes.copy(into, 0, position),
    async truncate(to) {
      size = to;
    },
    sync: async () => undefined,
    close: async () => undefined,
  };
}

function linesOf(count: number): Buffer {
  const lines: Buffer[] = [];
  let prev = '';
  for (let n = 1; n <= count; n++) {
    const { bytes, hash } = lineOf(encodeCommit(sampleCommit(n, prev)));
    lines.push(bytes);
    prev = hash;
  }
  return Buffer.concat(lines);
}

const noProgress = (): void => undefined;

describe('recovering a file log', () => {
  it('refuses it whichever one bit has changed, and names the commit', async () => {
    const whole = linesOf(2);
    const ends = [...whole.entries()].flatMap(([at, byte]) => (byte === 10 ? [at] : []));
    const unseen: number[] = [];
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const at = Math.floor(bit / 8);
      const bytes = Buffer.from(whole);
      bytes[at]! ^= 1 << (bit % 8);
      const error = await recover(fileOf(bytes), noProgress).catch((thrown: unknown) => thrown);
      const n = ends.findIndex((end) => at <= end) + 1;
      if (!(error instanceof LogDamagedError) || error.at !== n) unseen.push(bit);
    }
    expect(unseen).toEqual([]);
    expect((await recover(fileOf(whole), noProgress)).count).toBe(2);
  });

  it('refuses a line that is well-formed and does not belong there', async () => {
    const lines = linesOf(5)
      .toString()
      .split(/(?<=\n)/);
    const { prev } = JSON.parse(lines[2]!.slice(65)) as { readonly prev: string };
    const other = lineOf(encodeCommit(sampleCommit(3, prev))).bytes.toString();
    const bytes = Buffer.from(lines.with(2, other).join(''));
    const damage = { name: 'LogDamagedError', at: 3 };
    await expect(recover(fileOf(bytes), noProgress)).rejects.toMatchObject(damage);
  });

  it('cuts a log that ends anywhere back to its last whole commit', async () => {
    const whole = linesOf(3);
    const starts = [0, ...[...whole.entries()].flatMap(([at, b]) => (b === 10 ? [at + 1] : []))];
    for (let size = 0; size <= whole.length; size++) {
      // A whole line without its newline is cut too: its append was not acknowledged.
      const file = fileOf(whole.subarray(0, size));
      const index = await recover(file, noProgress);
      const kept = starts.findLast((start) => start <= size)!;
      expect(file.size, `${size} bytes`).toBe(kept);
      expect(index.end).toBe(kept);
      expect(index.count).toBe(starts.indexOf(kept));
    }
  });

  it('cuts off zeros that a crash left behind the last commit', async () => {
    const whole = linesOf(2);
    const file = fileOf(Buffer.concat([whole, Buffer.alloc(5000)]));
    expect((await recover(file, noProgress)).count).toBe(2);
    expect(file.size).toBe(whole.length);
  });
});
