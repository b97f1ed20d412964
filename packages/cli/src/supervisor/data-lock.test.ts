import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDataDir } from './data-lock.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rescind-data-lock-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** Renames our own note to be that of `pid`: as if that process had laid it. */
async function noteOf(pid: number): Promise<string> {
  const own = await lockDataDir(dir);
  const [name = ''] = await readdir(dir);
  await own.release();
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '0';
  return name.replace(/\.\d+\.\d+\.lock$/, `.${pid}.${started}.lock`);
}

describe('a data folder', () => {
  it('is made when it is not there, and free again after the release', async () => {
    const inner = join(dir, 'a', 'b');
    const lock = await lockDataDir(inner);
    expect(await readdir(inner)).toHaveLength(1);
    await lock.release();
    expect(await readdir(inner)).toEqual([]);
  });

  it('held by another process is refused, with that process named and what to do', async () => {
    const other = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
    await once(other, 'spawn');
    try {
      await writeFile(join(dir, await noteOf(other.pid!)), '');
      await expect(lockDataDir(dir)).rejects.toThrow(
        new RegExp(`held by another .rescind start. \\(pid ${other.pid}\\).*--data`),
      );
      expect(await readdir(dir)).toHaveLength(1);
    } finally {
      other.kill('SIGKILL');
      await once(other, 'exit');
    }
    await (await lockDataDir(dir)).release();
    expect(await readdir(dir)).toEqual([]);
  });

  it('held on another machine is refused until its note is deleted', async () => {
    await writeFile(join(dir, 'start.elsewhere.77.1.lock'), '');
    await expect(lockDataDir(dir)).rejects.toThrow(/on elsewhere \(pid 77\)/);
  });

  it('is not held by a pid that was given out again', async () => {
    const [name = ''] = await lockDataDir(dir).then(async (lock) => {
      const names = await readdir(dir);
      await lock.release();
      return names;
    });
    await writeFile(join(dir, name.replace(/\.\d+\.lock$/, '.1.lock')), '');
    await (await lockDataDir(dir)).release();
  });
});
