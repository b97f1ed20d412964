import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepClusterFile, readClusterFile, type ClusterFile } from './cluster-file.ts';

const FILE: ClusterFile = {
  version: 1,
  cluster: 'main',
  mode: 'processes',
  started: '2026-01-01T00:00:00.000Z',
  supervisor: 1,
  nats: null,
  bridge: null,
  externDir: '/data/extern',
  coordinators: [],
  workers: [],
};

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rescind-cluster-file-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

function fails(error: Error): never {
  throw error;
}

describe('the cluster file', () => {
  it('is read back as it was last written, whole, and leaves nothing beside it', async () => {
    const file = keepClusterFile(dir, FILE, fails);
    for (let pid = 1; pid <= 200; pid++) {
      file.update((current) => ({ ...current, workers: [{ name: 'w1', pid }] }));
    }
    await file.flush();
    expect((await readClusterFile(dir))?.workers).toEqual([{ name: 'w1', pid: 200 }]);
    expect(await readdir(dir)).toEqual(['cluster.json']);
  });

  it('is for its owner alone', async () => {
    const file = keepClusterFile(dir, FILE, fails);
    await file.flush();
    expect((await stat(join(dir, 'cluster.json'))).mode & 0o777).toBe(0o600);
  });

  it('is not there where no cluster was started, and after one was stopped', async () => {
    expect(await readClusterFile(dir)).toBeUndefined();
    const file = keepClusterFile(dir, FILE, fails);
    await file.remove();
    expect(await readClusterFile(dir)).toBeUndefined();
  });

  it('of another version is refused with what to do', async () => {
    await writeFile(join(dir, 'cluster.json'), JSON.stringify({ ...FILE, version: 2 }));
    await expect(readClusterFile(dir)).rejects.toThrow(/not one this version of rescind writes/);
    await writeFile(join(dir, 'cluster.json'), '{');
    await expect(readClusterFile(dir)).rejects.toThrow(/start the cluster again/);
  });

  it('tells when it cannot be written, and goes on', async () => {
    const errors: Error[] = [];
    const gone = join(dir, 'missing');
    const file = keepClusterFile(gone, FILE, (error) => errors.push(error));
    await file.flush();
    expect(errors[0]?.message).toMatch(/ENOENT/);
    await mkdir(gone);
    file.update((current) => ({ ...current, cluster: 'other' }));
    await file.flush();
    expect(JSON.parse(await readFile(join(gone, 'cluster.json'), 'utf8'))).toMatchObject({
      cluster: 'other',
    });
  });
});
