import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { collectionPath, StorageUriError, type Storage } from './storage.ts';
import { createFolderStorage } from './storage/folder.ts';
import { createMemoryStorage } from './storage/memory.ts';

async function folderStorage(): Promise<{ readonly storage: Storage; readonly dir: string }> {
  const dir = await mkdtemp(join(tmpdir(), 'rescind-storage-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  const [own, externDir] = [join(dir, 'objects'), join(dir, 'extern')];
  return { storage: createFolderStorage({ dir: own, externDir }), dir };
}

describe.each([
  ['in memory', async () => createMemoryStorage()],
  ['on disk', async () => (await folderStorage()).storage],
])('storage %s', (_, createStorage) => {
  it('a collection is the same one through every node, and apart from the cluster', async () => {
    const storage = await createStorage();
    await storage.collection('nodelocal://1/a/b').put('c', new Uint8Array(3));
    for (const uri of ['nodelocal://2/a/b', 'nodelocal://self/a/b/', 'NODELOCAL://self/a/b']) {
      expect(await storage.collection(uri).get('c')).toHaveLength(3);
      expect(storage.collection(uri).name).toBe(uri);
    }
    expect(await storage.collection('nodelocal://1/a').get('b/c')).toHaveLength(3);
    expect(await storage.collection('nodelocal://1/a/bb').get('c')).toBeUndefined();
    expect(await storage.objects.get('a/b/c')).toBeUndefined();
  });
});

describe('storage on disk', () => {
  it('a collection is a folder below the folder of collections', async () => {
    const { storage, dir } = await folderStorage();
    await storage.collection('nodelocal://1/a/b').put('c/d', Buffer.from('text'));
    expect(await readFile(join(dir, 'extern/a/b/c/d'), 'utf8')).toBe('text');
    await storage.objects.put('e', Buffer.from('own'));
    expect(await readFile(join(dir, 'objects/e'), 'utf8')).toBe('own');
  });
});

describe('a URI of a collection', () => {
  it.each([
    ['nodelocal://1/a', 'a'],
    ['nodelocal://42/backups/2026.daily/', 'backups/2026.daily'],
    ['nodelocal://self/a_b/c=d', 'a_b/c=d'],
  ])('%s is the folder %s', (uri, path) => {
    expect(collectionPath(uri)).toBe(path);
  });

  it.each([
    ['s3://bucket/a', 'has the scheme s3; only nodelocal is supported'],
    ['/a/b', 'has no scheme; only nodelocal is supported'],
    ['', 'has no scheme'],
    ['nodelocal://1', 'a node and a path are to follow'],
    ['nodelocal://1/', 'a node and a path are to follow'],
    ['nodelocal:///a', 'a node and a path are to follow'],
    ['nodelocal://n1/a', 'a node and a path are to follow'],
    ['nodelocal:1/a', 'a node and a path are to follow'],
    ['nodelocal://1/../a', 'has a path that cannot be used'],
    ['nodelocal://1/a/../../b', 'has a path that cannot be used'],
    ['nodelocal://1/a/%2e%2e/b', 'has a path that cannot be used'],
    ['nodelocal://1/a//b', 'has a path that cannot be used'],
    ['nodelocal://1//', 'a node and a path are to follow'],
    ['nodelocal://1/a?AUTH=implicit', 'has a path that cannot be used'],
    ['nodelocal://1/a\n', 'has a path that cannot be used'],
  ])('%j is refused: %s', (uri, why) => {
    expect(() => collectionPath(uri)).toThrow(StorageUriError);
    expect(() => collectionPath(uri)).toThrow(why);
  });
});
