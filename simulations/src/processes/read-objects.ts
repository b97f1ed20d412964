// What lies in the storage of a rig, once nobody writes to it: the files of its two folders.
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { SeenObjects } from '../history/seen-objects.ts';

export interface StorageFolders {
  /** Of the cluster's own objects. */
  readonly dir: string;
  /** What `nodelocal://1/` stands for. */
  readonly externDir: string;
}

export function storageFolders(folder: string): StorageFolders {
  return { dir: join(folder, 'objects'), externDir: join(folder, 'extern') };
}

export async function readObjects({ dir, externDir }: StorageFolders): Promise<SeenObjects> {
  return { cluster: await readFolder(dir), outside: await readFolder(externDir) };
}

async function readFolder(dir: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const objects = new Map<string, Uint8Array>();
  for (const entry of await entriesOf(dir)) {
    // What begins like this was being written when its process died: it is no object yet.
    if (!entry.isFile() || entry.name.startsWith('~')) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = await bytesOf(path);
    if (bytes !== undefined) objects.set(relative(dir, path).split(sep).join('/'), bytes);
  }
  return objects;
}

async function entriesOf(dir: string) {
  return orNothing(readdir(dir, { recursive: true, withFileTypes: true })).then((it) => it ?? []);
}

/** Undefined when it was deleted meanwhile. */
function bytesOf(path: string): Promise<Uint8Array | undefined> {
  return orNothing(readFile(path));
}

async function orNothing<Found>(reading: Promise<Found>): Promise<Found | undefined> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
