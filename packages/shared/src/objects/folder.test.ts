import * as fs from 'node:fs/promises';
import { mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { objectsContract } from './contract.ts';
import { createFolderObjects } from './folder.ts';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fs>();
  return {
    ...real,
    open: vi.fn<typeof fs.open>(real.open),
    link: vi.fn<typeof fs.link>(real.link),
  };
});

async function tempFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'rescind-objects-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

objectsContract('a folder on disk', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'rescind-objects-'));
  return {
    open: () => createFolderObjects(join(dir, 'not', 'made', 'yet')),
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  };
});

/** What the disk is asked for, in order: names of what is synced, and links. */
async function orderOnDisk(dir: string): Promise<string[]> {
  const order: string[] = [];
  const shown = (path: unknown): string => {
    const name = relative(dir, String(path));
    return name.startsWith('~') ? 'aside' : `/${name}`;
  };
  const { open, link } = await vi.importActual<typeof fs>('node:fs/promises');
  vi.mocked(fs.open).mockImplementation(async (...args) => {
    const file = await open(...args);
    const sync = file.sync.bind(file);
    file.sync = async () => {
      await sync();
      order.push(`sync ${shown(args[0])}`);
    };
    return file;
  });
  vi.mocked(fs.link).mockImplementation(async (from, to) => {
    await link(from, to);
    order.push(`link ${shown(to)}`);
  });
  return order;
}

describe('a folder of objects', () => {
  it('has the bytes on disk before their name, and the name before put resolves', async () => {
    const dir = await tempFolder();
    const order = await orderOnDisk(dir);
    const objects = createFolderObjects(dir);
    await objects.put('a/b/c', Buffer.from('x'));
    expect(order).toEqual(['sync aside', 'sync /a', 'sync /', 'link /a/b/c', 'sync /a/b']);
    order.length = 0;
    await objects.put('a/b/d', Buffer.from('x'));
    expect(order).toEqual(['sync aside', 'link /a/b/d', 'sync /a/b']);
  });

  it('a name that somebody else gave is on disk as well before put resolves', async () => {
    const dir = await tempFolder();
    await createFolderObjects(dir).put('a/b', Buffer.from('x'));
    const order = await orderOnDisk(dir);
    await createFolderObjects(dir).put('a/b', Buffer.from('x'));
    expect(order).toEqual(['sync aside', 'sync /', 'sync /a']);
  });

  it('leaves nothing but the object, and after its deletion nothing at all', async () => {
    const dir = await tempFolder();
    const objects = createFolderObjects(dir);
    await objects.put('a/b/c', Buffer.from('x'));
    await expect(objects.put('a/b/c', Buffer.from('y'))).rejects.toThrow('already holds other');
    expect(await readdir(dir, { recursive: true })).toEqual(['a', 'a/b', 'a/b/c']);
    await objects.delete('a/b/c');
    expect(await readdir(dir)).toEqual([]);
  });

  it('lists nothing that is no object: files of others, links, what is being written', async () => {
    const dir = await tempFolder();
    const objects = createFolderObjects(dir);
    await objects.put('a', Buffer.from('x'));
    await writeFile(join(dir, 'read me'), 'x');
    await writeFile(join(dir, '~half-written'), 'x');
    await symlink('/', join(dir, 'root'));
    const names: string[] = [];
    for await (const { name } of objects.list('')) names.push(name);
    expect(names).toEqual(['a']);
  });

  it('removes what a crash left half written a day ago, and nothing younger', async () => {
    const dir = await tempFolder();
    const [old, young] = [join(dir, '~old'), join(dir, '~young')];
    for (const path of [old, young]) await writeFile(path, 'half');
    const dayAgo = Date.now() / 1000 - 90_000;
    await utimes(old, dayAgo, dayAgo);
    await createFolderObjects(dir).put('a', Buffer.from('x'));
    expect(await readdir(dir)).toEqual(['a', basename(young)]);
  });

  it('says which folder it is, as it was given', async () => {
    expect(createFolderObjects('./objects').name).toBe('folder ./objects');
  });

  it('passes on what the disk refuses', async () => {
    const dir = await tempFolder();
    await writeFile(join(dir, 'file'), 'x');
    const objects = createFolderObjects(join(dir, 'file'));
    await expect(objects.put('a', Buffer.from('x'))).rejects.toMatchObject({
      code: expect.stringMatching(/^(EEXIST|ENOTDIR)$/),
    });
  });
});
