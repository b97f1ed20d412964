import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createManualClock, type ManualClock } from '../clock/manual.ts';
import type { Witness } from '../witness.ts';
import { createFileWitness, WITNESS_EVERY_MS, WitnessDamagedError } from './file.ts';

let dir: string;
let clock: ManualClock;
beforeEach(async () => {
  dir = join(await mkdtemp(join(tmpdir(), 'rescind-witness-')), 'witnesses');
  clock = createManualClock();
});
afterEach(() => rm(join(dir, '..'), { recursive: true, force: true }));

const witnessOf = (name: string): Witness => createFileWitness({ dir, name, clock });
const mark = (n: number) => ({ n, hash: `hash-${n}` });
const fileOf = (name: string) => readFile(join(dir, `${name}.json`), 'utf8');

describe('a file witness', () => {
  it('remembers nothing before it was told something', async () => {
    const witness = witnessOf('c1');
    expect(await witness.readAll()).toEqual([]);
    await witness.save();
    await witness.stop();
    expect(await witness.readAll()).toEqual([]);
  });

  it('writes at most once a second, and then the newest', async () => {
    const witness = witnessOf('c1');
    for (let n = 1; n <= 500; n++) witness.note(mark(n));
    clock.advance(WITNESS_EVERY_MS - 1);
    expect(await witness.readAll()).toEqual([]);
    clock.advance(1);
    await vi.waitFor(async () =>
      expect((await fileOf('c1')).split('\n').map((line) => line.trimEnd())).toEqual([
        '{"v":1,"n":500,"hash":"hash-500"}',
        '{"v":1,"n":500,"hash":"hash-500"}',
        '',
      ]),
    );
    witness.note(mark(501));
    witness.note(mark(502));
    clock.advance(WITNESS_EVERY_MS - 1);
    expect(await witness.readAll()).toEqual([{ name: 'c1', ...mark(500) }]);
    clock.advance(1);
    await vi.waitFor(async () =>
      expect(await witness.readAll()).toEqual([{ name: 'c1', ...mark(502) }]),
    );
  });

  it('writes when it is saved and when it stops, and nothing afterwards', async () => {
    const witness = witnessOf('c1');
    witness.note(mark(3));
    await witness.save();
    expect(await fileOf('c1')).toContain('"n":3');
    witness.note(mark(4));
    await witness.stop();
    expect(await fileOf('c1')).toContain('"n":4');
    witness.note(mark(5));
    clock.advance(10 * WITNESS_EVERY_MS);
    await witness.stop();
    expect(await fileOf('c1')).toContain('"n":4');
    expect(await readdir(dir)).toEqual(['c1.json']);
  });

  it.each([0, 1])(
    'keeps one mark when the other, number %i, was torn by a power cut',
    async (torn) => {
      const before = witnessOf('c1');
      before.note(mark(7));
      await before.save();
      before.note(mark(8));
      await before.stop();
      const slots = Buffer.from(await fileOf('c1'));
      slots.fill(0, torn * 256, torn * 256 + 100);
      await writeFile(join(dir, 'c1.json'), slots);
      const [kept] = await before.readAll();
      expect([7, 8]).toContain(kept!.n);
      const after = witnessOf('c1');
      after.note(mark(9));
      await after.save();
      after.note(mark(10));
      await after.stop();
      expect(await fileOf('c1')).toMatch(/"n":(9|10),.*\n.*"n":(9|10),/);
      expect(await after.readAll()).toEqual([{ name: 'c1', ...mark(10) }]);
    },
  );

  it('never goes back to an older mark', async () => {
    const witness = witnessOf('c1');
    witness.note(mark(9));
    witness.note(mark(8));
    await witness.save();
    expect(await witness.readAll()).toEqual([{ name: 'c1', ...mark(9) }]);
  });

  it('hears all of a folder, each by its name, also after a restart', async () => {
    const [c1, w1] = [witnessOf('coordinator-1'), witnessOf('worker.1')];
    c1.note(mark(7));
    w1.note(mark(5));
    await Promise.all([c1.stop(), w1.stop()]);
    await writeFile(join(dir, 'coordinator-1.json.new'), 'half a mark, left by a crash');
    expect(await witnessOf('coordinator-1').readAll()).toEqual([
      { name: 'coordinator-1', ...mark(7) },
      { name: 'worker.1', ...mark(5) },
    ]);
  });

  it.each(['', '{"v":1,"n":5', '{"v":2,"n":5,"hash":"x"}', '{"v":1,"n":"5","hash":"x"}', 'null'])(
    'a broken one, "%s", is reported by its file and not passed over',
    async (text) => {
      const witness = witnessOf('c1');
      witness.note(mark(1));
      await witness.stop();
      await writeFile(join(dir, 'w2.json'), text);
      await expect(witness.readAll()).rejects.toThrow(WitnessDamagedError);
      await expect(witness.readAll()).rejects.toThrow(
        `the witness file ${join(dir, 'w2.json')} is`,
      );
    },
  );

  it('says when it cannot write, and writes again when it can', async () => {
    const errors: Error[] = [];
    const witness = createFileWitness({
      dir,
      name: 'c1',
      clock,
      onError: (error) => errors.push(error),
    });
    await writeFile(dir, 'a file where the folder should be');
    witness.note(mark(1));
    await expect(witness.save()).rejects.toThrow(/EEXIST|ENOTDIR/);
    clock.advance(WITNESS_EVERY_MS);
    await vi.waitFor(() => expect(errors).toHaveLength(1));
    await rm(dir);
    await witness.save();
    expect(await witness.readAll()).toEqual([{ name: 'c1', ...mark(1) }]);
  });

  it.each(['', '../c1', 'a/b', '.hidden'])('is not called "%s"', (name) => {
    expect(() => witnessOf(name)).toThrow(RangeError);
  });
});
