import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobId } from '@rescind/shared';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openFileWorld, readWorldFile } from './file.ts';

const JOB = '7' as JobId;

async function setUp() {
  const folder = await mkdtemp(join(tmpdir(), 'rescind-world-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  let now = 0;
  const as = (worker: string) => openFileWorld(folder, worker, () => ++now);
  return { folder, old: as('w1#1'), young: as('w2#1') };
}

describe('the world on disk', () => {
  it('keeps rows, and takes them away', async () => {
    const { young } = await setUp();
    await young.fence(JOB, 1);
    await young.write(JOB, 1, 0);
    await young.write(JOB, 1, 1);
    await young.write(JOB, 1, 1);
    await young.remove(JOB, 1, 0);
    expect(await young.rows(JOB, 1)).toEqual([1]);
  });

  it('refuses who was fenced off, whoever writes next', async () => {
    const { old, young } = await setUp();
    await old.write(JOB, 1, 0);
    expect(await young.rows(JOB, 2)).toEqual([0]);
    await expect(old.write(JOB, 1, 1)).rejects.toThrow('token 1 of job 7 is fenced off');
    await young.remove(JOB, 2, 0);
    expect(await young.rows(JOB, 2)).toEqual([]);
  });

  it('has no line that its writer did not finish', async () => {
    const { folder, old, young } = await setUp();
    await old.write(JOB, 1, 0);
    await appendFile(join(folder, '7.jsonl'), '\n{"at":9,"kind":"effect","op":"write","tok');
    await young.write(JOB, 2, 1);
    expect(await young.rows(JOB, 2)).toEqual([0, 1]);
    expect(readWorldFile(folder, JOB)).toHaveLength(3);
  });

  it('notes what runs do in the same order', async () => {
    const { folder, old } = await setUp();
    old.runStarted(JOB, 1, 'forward');
    await old.write(JOB, 1, 0);
    old.runSettled(JOB, 1, 'forward');
    expect(readWorldFile(folder, JOB).map(({ kind }) => kind)).toEqual([
      'run-started',
      'effect',
      'run-settled',
    ]);
  });

  it('is empty for a job nobody has touched', async () => {
    const { folder } = await setUp();
    expect(readWorldFile(folder, JOB)).toEqual([]);
  });
});
