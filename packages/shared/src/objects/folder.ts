// Objects as the files of a folder, each on disk under its name or not there at all. Many processes
// may share it.
import { randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { syncFolder, writeSynced } from '../disk/sync.ts';
import {
  checkObjectName,
  foldersOf,
  ObjectExistsError,
  ObjectNameError,
  type Objects,
} from '../objects.ts';
import { listFolder } from './folder/list.ts';

/** No object can have it in its name: what begins with it is not there yet. */
const ASIDE = '~';
/** Nobody writes one object for as long as this; what is older was left by a crash. */
const ASIDE_MS = 24 * 60 * 60 * 1000;
/** How often a folder may be removed under our hands. */
const ATTEMPTS = 100;

/** Makes the folder, and those above it, with the first object. */
export function createFolderObjects(path: string): Objects {
  const name = `folder ${path}`;
  const dir = resolve(path);
  /** Folders that are known to be on disk; empty ones may be removed by anybody. */
  const durable = new Set<string>();
  let swept: Promise<void> | undefined;

  /** Has a folder on disk, and its name. */
  const makeFolder = async (folder: string): Promise<void> => {
    if (durable.has(folder)) return;
    const made = await mkdir(folder, { recursive: true });
    // Others may have made it and not synced its name yet, so all up to our own folder are synced.
    const top = folder === dir && made !== undefined ? dirname(made) : dir;
    for (let at = folder; at !== top;) {
      at = dirname(at);
      await syncFolder(at);
    }
    durable.add(folder);
  };

  /** Gives the file its name, now that it has all its bytes; false when the name is taken. */
  const linkTo = async (aside: string, file: string): Promise<boolean> => {
    const folder = dirname(file);
    for (let attempt = 1; ; attempt++) {
      try {
        await makeFolder(folder);
        await link(aside, file);
        return true;
      } catch (error) {
        if (codeOf(error) === 'EEXIST' && (await isThere(file))) return false;
        if (codeOf(error) !== 'ENOENT' || attempt === ATTEMPTS) throw error;
        // Somebody deleted the last object of the folder, and the folder with it.
        durable.delete(folder);
      }
    }
  };

  const write = async (object: string, bytes: Uint8Array): Promise<void> => {
    const file = join(dir, object);
    const aside = join(dir, `${ASIDE}${randomUUID()}`);
    await makeFolder(dir);
    try {
      await writeSynced(aside, bytes);
      if (!(await linkTo(aside, file))) await checkSame(file, object, bytes);
      await syncFolder(dirname(file));
    } finally {
      await rm(aside, { force: true });
    }
  };

  const checkSame = async (file: string, object: string, bytes: Uint8Array): Promise<void> => {
    const there = await readIfThere(file);
    if (there === undefined && (await isFolder(file))) throw ObjectNameError.above(object);
    if (there === undefined || !there.equals(bytes)) throw new ObjectExistsError(name, object);
  };

  return {
    name,
    async put(object, bytes) {
      checkObjectName(object);
      swept ??= sweepAside(dir);
      await swept;
      try {
        await write(object, bytes);
      } catch (error) {
        const above = await objectAbove(dir, object, error);
        throw above === undefined ? error : ObjectNameError.under(object, above);
      }
    },
    async get(object) {
      checkObjectName(object);
      return readIfThere(join(dir, object));
    },
    list: (prefix) => listFolder(dir, prefix),
    async delete(object) {
      checkObjectName(object);
      await removeFile(join(dir, object));
      for (const folder of foldersOf(object).toReversed()) {
        durable.delete(join(dir, folder));
        if (!(await removeIfEmpty(join(dir, folder)))) return;
      }
    },
  };
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  return readFile(path).catch(unless('ENOENT', 'ENOTDIR', 'EISDIR'));
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(unless('ENOENT', 'ENOTDIR'))) !== undefined;
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(unless('ENOENT')))?.isDirectory() === true;
}

async function removeFile(path: string): Promise<void> {
  // A folder is no object, so there is nothing to delete.
  if (await isFolder(path).catch(unless('ENOTDIR'))) return;
  await rm(path, { force: true }).catch(unless('ENOTDIR'));
}

/** False when there is something in it, or it was gone before. */
async function removeIfEmpty(path: string): Promise<boolean> {
  const removed = rmdir(path).then(() => true);
  return (await removed.catch(unless('ENOENT', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST'))) === true;
}

/** The object that keeps a folder from being made where `object` should go. */
async function objectAbove(
  dir: string,
  object: string,
  error: unknown,
): Promise<string | undefined> {
  if (codeOf(error) !== 'ENOTDIR' && codeOf(error) !== 'EEXIST') return undefined;
  for (const folder of foldersOf(object)) {
    const found = await stat(join(dir, folder)).catch(unless('ENOENT', 'ENOTDIR'));
    if (found?.isFile() === true) return folder;
  }
  return undefined;
}

/** Removes what crashed processes left half written. */
async function sweepAside(dir: string): Promise<void> {
  const names = (await readdir(dir).catch(unless('ENOENT'))) ?? [];
  for (const name of names.filter((each) => each.startsWith(ASIDE))) {
    const path = join(dir, name);
    const found = await stat(path).catch(unless('ENOENT'));
    if (found !== undefined && found.mtimeMs < Date.now() - ASIDE_MS)
      await rm(path, { force: true });
  }
}

/** For a `catch` where some errors say no more than that something is not there. */
function unless(...codes: readonly string[]): (error: unknown) => undefined {
  return (error) => {
    if (!codes.includes(codeOf(error) ?? '')) throw error;
    return undefined;
  };
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
