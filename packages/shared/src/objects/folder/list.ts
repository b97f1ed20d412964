// The files of a folder and of those in it, by their whole names and without holding them all.
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkObjectName, checkObjectPrefix, type ObjectInfo } from '../../objects.ts';

/** Objects of `dir` whose names begin with `prefix`; what comes or goes meanwhile may be missed. */
export async function* listFolder(dir: string, prefix: string): AsyncGenerator<ObjectInfo> {
  checkObjectPrefix(prefix);
  // Everything that can match is in this folder or below; it is no longer than the prefix.
  yield* walk(dir, prefix.slice(0, prefix.lastIndexOf('/') + 1), prefix);
}

async function* walk(dir: string, folder: string, prefix: string): AsyncGenerator<ObjectInfo> {
  for (const { key, isFolder } of await entriesOf(join(dir, folder))) {
    const name = folder + key;
    if (!name.startsWith(prefix)) continue;
    if (isFolder) {
      yield* walk(dir, name, prefix);
    } else {
      const found = await stat(join(dir, name)).catch(unlessGone);
      if (found !== undefined) yield { name, bytes: found.size };
    }
  }
}

interface Entry {
  /** Its name, with a slash behind it for a folder: so it sorts as the names below it do. */
  readonly key: string;
  readonly isFolder: boolean;
}

async function entriesOf(path: string): Promise<readonly Entry[]> {
  const found: readonly Dirent[] =
    (await readdir(path, { withFileTypes: true }).catch(unlessGone)) ?? [];
  return found
    .filter((each) => isObjectName(each.name) && (each.isFile() || each.isDirectory()))
    .map((each) => ({
      key: each.isDirectory() ? `${each.name}/` : each.name,
      isFolder: each.isDirectory(),
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** What others keep in the folder, and what is still being written, is no object. */
function isObjectName(name: string): boolean {
  try {
    checkObjectName(name);
    return true;
  } catch {
    return false;
  }
}

function unlessGone(error: unknown): undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
  return undefined;
}
