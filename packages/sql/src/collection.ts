// Collections of backups as statements name them: by URI, and a backup in one by its folder or as
// the latest.
import { openCollection, type BackupCollection, type BackupManifest } from '@rescind/shared';
import { noValueFor } from './constant.ts';
import { withStored } from './row-sources/stored.ts';
import { theStorage, type Surroundings } from './row-sources/surroundings.ts';
import { SqlError } from './sql-error.ts';
import type { Restore } from './syntax/ast/backup.ts';
import type { Placeholder, StringLiteral } from './syntax/leaf.ts';

/** A text where a placeholder could stand. Throws 42P02 for one. */
export function textOf(given: StringLiteral | Placeholder): string {
  if (given.kind === 'Placeholder') throw noValueFor(given);
  return given.value;
}

/** Throws 22023 for a URI that nothing can be at; `what` begins 0A000 without storage. */
export function openCollectionAt(
  uri: string,
  around: Surroundings,
  what: string,
): Promise<BackupCollection> {
  return withStored(() => openCollection(theStorage(around, what).collection(uri)));
}

/** Throws 22023 for a URI that nothing can be at, as far as this session can tell. */
export async function checkUri(uri: string, { storage }: Surroundings): Promise<void> {
  await withStored(() => storage?.collection(uri));
}

export interface FoundBackup {
  /** Of the collection. */
  readonly uri: string;
  readonly subdir: string;
  readonly manifest: BackupManifest;
  /** Digest of the manifest. */
  readonly sha256: string;
}

/** Finds a backup. Throws 58P01 where there is none, XX001 for a damaged one. */
export async function openBackup(
  { subdirectory, uri }: Pick<Restore, 'subdirectory' | 'uri'>,
  around: Surroundings,
  what: string,
): Promise<FoundBackup> {
  const given = textOf(uri);
  const [place, named] =
    subdirectory === null
      ? splitUri(given)
      : [given, subdirectory === 'LATEST' ? null : textOf(subdirectory)];
  const collection = await openCollectionAt(place, around, what);
  return withStored(async () => {
    const subdir = named === null ? await collection.latest() : named.replace(/^\/+|\/+$/g, '');
    if (subdir === undefined) {
      throw new SqlError({
        code: '58P01',
        message: `${place} does not contain a completed backup`,
        hint: 'SHOW JOBS tells whether one is still being made.',
      });
    }
    // What cannot be the name of an object is the name of no backup.
    const isThere = named === null || (await collection.list()).includes(subdir);
    const read = isThere ? await collection.readManifest(subdir) : undefined;
    if (read !== undefined) return { uri: place, subdir, ...read };
    throw new SqlError({
      code: '58P01',
      message: `there is no backup ${subdir} in ${place}`,
      hint: `SHOW BACKUPS IN '${place}' lists those there are.`,
    });
  });
}

/** `nodelocal://1/x/2026/01/31-235959.99` as collection and folder. Throws 22023. */
function splitUri(uri: string): readonly [place: string, subdir: string] {
  const parts = /^(.+?)\/+(\d{4}\/\d{2}\/\d{2}-\d{6}\.\d{2})\/*$/.exec(uri);
  if (parts?.[1] !== undefined && parts[2] !== undefined) return [parts[1], parts[2]];
  throw new SqlError({
    code: '22023',
    message: `${uri} names no backup`,
    hint: `Say which one: FROM LATEST IN '${uri}', or one of SHOW BACKUPS IN '${uri}'.`,
  });
}
