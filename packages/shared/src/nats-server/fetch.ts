// Fetches a nats-server from the archive the machine's own sources name into the project's cache:
// without root, with signatures checked, one process at a time, within a bound.

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { takePackage } from './apt.ts';
import { archiveOfThisMachine, HOW_TO_GET_ONE, withoutSecrets, type Archive } from './archive.ts';
import {
  cachedServers,
  defaultCacheDir,
  installServer,
  serversFolder,
  type CachedServer,
} from './cache.ts';
import { NatsServerError } from './error.ts';
import { oneAtATime } from './one-at-a-time.ts';
import type { Environment } from './run-program.ts';
import { isAtLeast, MINIMUM_VERSION, versionOf } from './version.ts';

export interface FetchNatsServerOptions {
  /** The project's cache; by default `.cache` in the project's folder. */
  readonly cacheDir?: string;
  /** Suites to ask, in order; by default the newest ones, then the machine's own. */
  readonly suites?: readonly string[];
  /** An older cached server is fetched anew, and still serves when that fails. */
  readonly minVersion?: string;
  /** Bound of the whole, in ms; 120,000 by default. */
  readonly timeoutMs?: number;
  readonly env?: Environment;
  /** Gets one line at a time for a person who waits. */
  readonly onProgress?: (line: string) => void;
}

export type FetchedNatsServer = CachedServer;

interface Errand {
  readonly cacheDir: string;
  readonly env: Environment;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

const TIMEOUT_MS = 120_000;

/**
 * Resolves with the first suite's server that is cached or can be had. Calling it again is cheap
 * and brings the same one. Throws `NatsServerError` ('missing') with one sentence that says why.
 */
export async function fetchNatsServer(
  options: FetchNatsServerOptions = {},
): Promise<FetchedNatsServer> {
  const { suites: wanted, timeoutMs = TIMEOUT_MS } = options;
  // Who names a suite wants what it has; who names none wants a good one.
  const minVersion = options.minVersion ?? (wanted === undefined ? MINIMUM_VERSION : '0');
  const errand = {
    cacheDir: options.cacheDir ?? defaultCacheDir(),
    env: options.env ?? process.env,
    signal: AbortSignal.timeout(timeoutMs),
    onProgress: options.onProgress ?? (() => undefined),
  };
  const cached = await cachedFrom(errand.cacheDir, wanted?.slice(0, 1), minVersion);
  if (cached !== undefined) return cached;

  const archive = await archiveOfThisMachine(errand.env, errand.signal);
  return fetchFrom({ ...archive, suites: wanted ?? archive.suites }, minVersion, errand);
}

/** Asks an archive's suites in order; kept apart so that a test can name an archive of its own. */
export async function fetchFrom(
  archive: Archive,
  minVersion: string,
  errand: Errand,
): Promise<FetchedNatsServer> {
  const { cacheDir, signal } = errand;
  const folder = serversFolder(cacheDir);
  const failures: string[] = [];
  try {
    await mkdir(folder, { recursive: true });
    const server = await oneAtATime(join(folder, '.lock'), errand, () =>
      firstOf(archive, minVersion, errand, failures),
    );
    if (server !== undefined) return server;
  } catch (error) {
    failures.push(signal.aborted ? 'no answer in time' : reasonOf(error));
  }
  const old = await cachedFrom(cacheDir, archive.suites, '0');
  if (old !== undefined) return old;
  const where = `${archive.distribution} ${archive.suites.join(', ')}`;
  const why = `nats-server cannot be fetched from ${where} (${failures[0]})`;
  throw new NatsServerError('missing', `${why}: ${HOW_TO_GET_ONE}.`);
}

async function firstOf(
  archive: Archive,
  minVersion: string,
  errand: Errand,
  failures: string[],
): Promise<CachedServer | undefined> {
  const { cacheDir, signal, onProgress } = errand;
  for (const suite of archive.suites) {
    // Another process may have brought it while this one waited.
    const cached = await cachedFrom(cacheDir, [suite], minVersion);
    if (cached !== undefined) return cached;
    for (const mirror of archive.mirrors) {
      try {
        return await fetchSuite({ ...archive, suite, mirror }, errand);
      } catch (error) {
        signal.throwIfAborted();
        const why = reasonOf(error);
        failures.push(why);
        onProgress(`no nats-server from ${archive.distribution} ${suite}: ${why}`);
      }
    }
  }
  return undefined;
}

type Suite = Omit<Archive, 'suites' | 'mirrors'> & {
  readonly suite: string;
  readonly mirror: string;
};

async function fetchSuite(source: Suite, errand: Errand): Promise<CachedServer> {
  const { cacheDir, env, signal, onProgress } = errand;
  const began = performance.now();
  onProgress(`fetching nats-server from ${source.distribution} ${source.suite} ...`);
  const work = await mkdtemp(join(tmpdir(), 'rescind-fetch-'));
  try {
    const { file, root } = await takePackage('nats-server', source, { work, env, signal });
    const binary = ['usr/sbin/nats-server', 'usr/bin/nats-server']
      .map((path) => join(root, path))
      .find(existsSync);
    if (binary === undefined) throw new Error('the package holds no nats-server');
    const copyright = join(root, 'usr/share/doc/nats-server/copyright');
    const server = await installServer(cacheDir, {
      binary,
      copyright: existsSync(copyright) ? copyright : undefined,
      suite: source.suite,
      provenance: await provenanceOf(source, file, binary),
      check: (path) => versionOf(path, env),
    });
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    onProgress(`nats-server ${server.version} is in place after ${seconds} s`);
    return server;
  } finally {
    // An apt that is being ended may still write.
    await rm(work, { recursive: true, force: true, maxRetries: 5 });
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function provenanceOf(source: Suite, deb: string, binary: string): Promise<string> {
  const digest = async (path: string) =>
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  return [
    `package: ${deb.slice(deb.lastIndexOf('/') + 1)}`,
    `package sha256: ${await digest(deb)}`,
    `binary sha256: ${await digest(binary)}`,
    `archive: ${withoutSecrets(source.mirror)} ${source.suite} ${source.component}`,
    `signatures checked with: ${source.keyring}`,
    `fetched: ${new Date().toISOString()}`,
    '',
  ].join('\n');
}

/** The newest cached server of these suites (of any suite without them) from `minVersion` on. */
async function cachedFrom(
  cacheDir: string,
  suites: readonly string[] | undefined,
  minVersion: string,
): Promise<CachedServer | undefined> {
  const servers = await cachedServers(cacheDir);
  return servers.find(
    ({ suite, version }) =>
      (suites === undefined || suites.includes(suite)) && isAtLeast(version, minVersion),
  );
}
