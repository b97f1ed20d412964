// The project's cache of nats-server binaries: one folder a binary, whose name says everything, so
// that a look-up reads one directory and runs nothing. A folder appears whole or not at all.

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

import { compareVersions } from './version.ts';

export interface CachedServer {
  readonly path: string;
  readonly version: string;
  /** The suite of the distribution it came from ('forky'). */
  readonly suite: string;
}

/** `<project>/.cache`: the project is the nearest folder upwards with a lock file, or `cwd`. */
export function defaultCacheDir(cwd: string = process.cwd()): string {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package-lock.json'))) return join(folder, '.cache');
    if (folder === dirname(folder)) return join(resolve(cwd), '.cache');
  }
}

export function serversFolder(cacheDir: string): string {
  return join(resolve(cacheDir), 'nats-server');
}

/** All binaries in the cache for this machine's kind of processor, newest version first. */
export async function cachedServers(cacheDir: string): Promise<readonly CachedServer[]> {
  const folder = serversFolder(cacheDir);
  const names = await readdir(folder).catch(() => []);
  return names
    .flatMap((name) => {
      const [version, suite, arch, ...rest] = name.split('_');
      const known = version !== undefined && suite !== undefined && rest.length === 0;
      if (!known || arch !== process.arch) return [];
      return [{ path: join(folder, name, 'nats-server'), version, suite }];
    })
    .filter((server) => existsSync(server.path))
    .toSorted((a, b) => compareVersions(b.version, a.version));
}

export interface Incoming {
  readonly binary: string;
  readonly copyright: string | undefined;
  readonly suite: string;
  readonly provenance: string;
  /** Proves that the binary runs in its new place, and says its version. */
  readonly check: (path: string) => Promise<string>;
}

/**
 * Puts a binary into the cache. It is copied and checked aside and then renamed into place, so that
 * nobody ever sees half of it; where two arrive at once the first stays and both get its path.
 */
export async function installServer(cacheDir: string, incoming: Incoming): Promise<CachedServer> {
  const folder = serversFolder(cacheDir);
  const aside = join(folder, `.incoming-${process.pid}-${randomBytes(6).toString('hex')}`);
  await mkdir(aside, { recursive: true });
  try {
    const binary = join(aside, 'nats-server');
    await copyFile(incoming.binary, binary);
    if (incoming.copyright !== undefined) {
      await copyFile(incoming.copyright, join(aside, 'copyright'));
    }
    const version = await incoming.check(binary);
    await writeFile(join(aside, 'PROVENANCE'), `version: ${version}\n${incoming.provenance}`);
    const place = join(folder, `${version}_${incoming.suite}_${process.arch}`);
    await rename(aside, place).catch((error: unknown) => {
      if (!existsSync(join(place, 'nats-server'))) throw error;
    });
    return { path: join(place, 'nats-server'), version, suite: incoming.suite };
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}
