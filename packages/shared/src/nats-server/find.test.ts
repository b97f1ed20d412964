// Where a nats-server is looked for and in which order, with programs that only say a version.

import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { cachedServers, defaultCacheDir, installServer } from './cache.ts';
import { findNatsServer } from './find.ts';

let folder: string;
let cacheDir: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rescind-find-'));
  cacheDir = join(folder, 'cache');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A folder with a program that says it is that nats-server; no apt is to be found there. */
async function installed(version: string): Promise<string> {
  const bin = join(folder, `bin-${version}`);
  await mkdir(bin);
  await writeFile(join(bin, 'nats-server'), `#!/bin/sh\necho nats-server: v${version}\n`);
  await chmod(join(bin, 'nats-server'), 0o755);
  return bin;
}

async function cached(version: string, suite: string): Promise<string> {
  const binary = join(await installed(version), 'nats-server');
  const check = async () => version;
  const incoming = { binary, copyright: undefined, suite, provenance: '', check };
  return (await installServer(cacheDir, incoming)).path;
}

describe('the server named in the environment', () => {
  test('is taken before all others, also an old one', async () => {
    await cached('2.15.1', 'forky');
    const path = join(await installed('2.9.3'), 'nats-server');
    expect(await findNatsServer({ cacheDir, env: { RESCIND_NATS_SERVER: path } })).toEqual({
      path,
      version: '2.9.3',
      source: 'environment',
      tooOldToFsync: true,
    });
  });

  test('is never replaced in silence when it does not run', async () => {
    await cached('2.15.1', 'forky');
    const env = { RESCIND_NATS_SERVER: join(folder, 'absent') };
    await expect(findNatsServer({ cacheDir, env })).rejects.toMatchObject({
      code: 'unusable',
      message: expect.stringMatching(/^RESCIND_NATS_SERVER: .*absent does not run: /) as string,
    });
  });
});

describe('the cache', () => {
  test('answers before the machine, with its newest server, and runs nothing', async () => {
    const path = await cached('98.2.0', 'forky');
    await cached('98.1.0', 'trixie');
    const PATH = await installed('99.0.0');
    // Were it run, it would now fail.
    await chmod(path, 0o644);
    const began = performance.now();
    const server = await findNatsServer({ cacheDir, env: { PATH } });
    expect(performance.now() - began).toBeLessThan(50);
    expect(server).toEqual({ path, version: '98.2.0', source: 'cache', tooOldToFsync: false });
  });

  test('does not answer with a server that is too old while a new one is installed', async () => {
    await cached('2.9.10', 'bookworm');
    const PATH = await installed('99.0.0');
    const server = await findNatsServer({ cacheDir, env: { PATH } });
    expect(server).toMatchObject({ source: 'path', version: '99.0.0' });
  });

  test('keeps the server that came first, and gives its path to the second', async () => {
    const first = await cached('2.15.1', 'forky');
    const binary = join(folder, 'bin-2.15.1/nats-server');
    const check = async () => '2.15.1';
    const incoming = { binary, copyright: undefined, suite: 'forky', provenance: 'late\n', check };
    expect((await installServer(cacheDir, incoming)).path).toBe(first);
    expect(await readFile(join(dirname(first), 'PROVENANCE'), 'utf8')).toBe('version: 2.15.1\n');
    expect(await readdir(join(cacheDir, 'nats-server'))).toEqual([basename(dirname(first))]);
  });

  test('takes in nothing that does not run', async () => {
    const binary = join(await installed('2.15.1'), 'nats-server');
    const check = async () => Promise.reject(new Error('does not run here'));
    const incoming = { binary, copyright: undefined, suite: 'forky', provenance: '', check };
    await expect(installServer(cacheDir, incoming)).rejects.toThrow('does not run here');
    expect(await cachedServers(cacheDir)).toEqual([]);
  });

  test('belongs to the project, also from one of its folders', () => {
    const project = join(import.meta.dirname, '../../../..');
    expect(defaultCacheDir(import.meta.dirname)).toBe(join(project, '.cache'));
    expect(defaultCacheDir(folder)).toBe(join(folder, '.cache'));
  });
});

describe('an old server on the PATH', () => {
  test('serves, marked as old, where nothing newer can be fetched', async () => {
    const PATH = await installed('98.0.0');
    const server = await findNatsServer({ cacheDir, env: { PATH }, minVersion: '99.0.0' });
    expect(server).toMatchObject({ source: 'path', version: '98.0.0' });
  });

  test('that does not even run is passed over', async () => {
    const PATH = await installed('98.0.0');
    await writeFile(join(PATH, 'nats-server'), '#!/bin/sh\nexit 1\n');
    const search = findNatsServer({ cacheDir, env: { PATH }, minVersion: '99.0.0' });
    // A machine with an old server in its own folders answers with that one.
    const end = await search.catch(String);
    expect(typeof end === 'string' ? end : end.path).not.toContain(PATH);
  });
});
