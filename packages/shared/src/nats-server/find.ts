// Finds a nats-server to run, in an order that a person can predict: the one named in the
// environment, the project's cache, the machine's own, and last one that is fetched.

import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';

import { cachedServers, defaultCacheDir } from './cache.ts';
import { NatsServerError } from './error.ts';
import { fetchNatsServer } from './fetch.ts';
import type { Environment } from './run-program.ts';
import {
  compareVersions,
  isAtLeast,
  isTooOldToFsync,
  MINIMUM_VERSION,
  versionOf,
} from './version.ts';

export interface FoundNatsServer {
  readonly path: string;
  /** Without the leading 'v': '2.15.1'. */
  readonly version: string;
  readonly source: 'environment' | 'cache' | 'path' | 'fetched';
  /** True when no configuration makes it write to disk before it acknowledges. */
  readonly tooOldToFsync: boolean;
}

export interface FindNatsServerOptions {
  readonly env?: Environment;
  /** The project's cache; by default `.cache` in the project's folder. */
  readonly cacheDir?: string;
  /** 2.12.0 by default; an older one is only taken when nothing else can be had. */
  readonly minVersion?: string;
  /** Bound of fetching, in ms; 120,000 by default. */
  readonly timeoutMs?: number;
  /** Gets one line at a time for a person who waits. */
  readonly onProgress?: (line: string) => void;
}

type Candidate = Omit<FoundNatsServer, 'tooOldToFsync'>;

// Where distributions install it, and what the PATH of an ordinary user leaves out.
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin'];

/**
 * Resolves with a server that runs here. A look-up that the cache answers reads one directory and
 * runs nothing. Throws `NatsServerError`: 'unusable' when RESCIND_NATS_SERVER names something that
 * does not run (a wish that cannot be met is never replaced in silence), 'missing' when none can be
 * had, with one sentence that says what to do.
 */
export async function findNatsServer(
  options: FindNatsServerOptions = {},
): Promise<FoundNatsServer> {
  const {
    env = process.env,
    cacheDir = defaultCacheDir(),
    minVersion = MINIMUM_VERSION,
    ...bounds
  } = options;
  const wanted = env['RESCIND_NATS_SERVER'];
  if (wanted !== undefined && wanted !== '') return found(await fromEnvironment(wanted, env));

  const [cached] = await cachedServers(cacheDir);
  if (cached !== undefined && isAtLeast(cached.version, minVersion)) {
    return found({ ...cached, source: 'cache' });
  }
  const installed = await installedServer(env);
  if (installed !== undefined && isAtLeast(installed.version, minVersion)) {
    return found(installed);
  }
  const fetching = fetchNatsServer({ ...bounds, env, cacheDir, minVersion });
  if (installed === undefined) return found({ ...(await fetching), source: 'fetched' });
  // Nothing installed is new enough, but it serves when nothing newer can be had.
  const fetched = await fetching.catch(() => undefined);
  if (fetched === undefined || compareVersions(fetched.version, installed.version) <= 0) {
    return found(installed);
  }
  return found({ ...fetched, source: 'fetched' });
}

function found({ path, version, source }: Candidate): FoundNatsServer {
  return { path, version, source, tooOldToFsync: isTooOldToFsync(version) };
}

async function fromEnvironment(named: string, env: Environment): Promise<Candidate> {
  // A bare name is looked up in the PATH; a path must mean the same from everywhere.
  const path = named.includes('/') ? resolve(named) : named;
  try {
    return { path, version: await versionOf(path, env), source: 'environment' };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NatsServerError('unusable', `RESCIND_NATS_SERVER: ${why}`, { cause });
  }
}

/** The newest nats-server on the PATH or in the system's folders that runs, if there is one. */
async function installedServer(env: Environment): Promise<Candidate | undefined> {
  const folders = new Set([...(env['PATH'] ?? '').split(delimiter), ...SYSTEM_FOLDERS]);
  const asked = [...folders].map(async (folder) => {
    const path = join(folder, 'nats-server');
    await access(path, constants.X_OK);
    return { path, version: await versionOf(path, env), source: 'path' } as const;
  });
  const answers = await Promise.allSettled(asked);
  return answers
    .flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
    .toSorted((a, b) => compareVersions(b.version, a.version))[0];
}
