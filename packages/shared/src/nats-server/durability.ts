// Whether a nats-server writes what it acknowledges to disk first. By default it does not, and it
// never says so by itself.

import { isTooOldToFsync, MINIMUM_VERSION } from './version.ts';

/**
 * - `always`: a message is on disk before it is acknowledged;
 * - `periodic`: on disk at the next sync only: a power failure loses what came since the last;
 * - `unknown`: the server could not be asked, or runs without JetStream.
 */
export interface Durability {
  readonly fsync: 'always' | 'periodic' | 'unknown';
  /** '2.15.1', or undefined when nobody told. */
  readonly version: string | undefined;
  /** One warning for a person; absent when all is well. */
  readonly sentence?: string;
}

/** A running server of ours, or what a server told a client about itself, which is less. */
export interface ServerDescription {
  readonly version?: string;
  readonly monitorUrl?: string;
}

interface JetStreamPage {
  readonly version: string | undefined;
  readonly jetStream: boolean;
  readonly syncAlways: boolean;
  readonly syncIntervalMs: number | undefined;
}

const TIMEOUT_MS = 2_000;

// nats-server's own default, which older releases do not show.
const DEFAULT_INTERVAL_MS = 120_000;

/**
 * Asks the server's monitoring page (`/varz`), within two seconds. Never rejects: what cannot be
 * learned is `unknown`, with a sentence that says what to make sure of.
 */
export async function checkDurability(server: string | ServerDescription): Promise<Durability> {
  const { version: told, monitorUrl }: ServerDescription =
    typeof server === 'string' ? { monitorUrl: server } : server;
  const page = monitorUrl === undefined ? undefined : await pageAt(monitorUrl);
  const version = page?.version ?? told;
  const name = `nats-server${version === undefined ? '' : ` ${version}`}`;

  if (page?.syncAlways === true) return { fsync: 'always', version };
  if (version !== undefined && isTooOldToFsync(version)) {
    return { fsync: 'periodic', version, sentence: tooOld(name) };
  }
  if (page?.jetStream === true) {
    const lost = lossOf(page.syncIntervalMs ?? DEFAULT_INTERVAL_MS);
    return { fsync: 'periodic', version, sentence: `${name} ${lost}: ${REMEDY}.` };
  }
  const why = page === undefined ? 'its monitoring page cannot be read' : 'it runs no JetStream';
  const sentence =
    `Whether ${name} writes commits to disk before it acknowledges them is not known ` +
    `(${why}): ${REMEDY}.`;
  return { fsync: 'unknown', version, sentence };
}

const REMEDY = 'set "sync_interval: always" in the jetstream block of its configuration';

function lossOf(intervalMs: number): string {
  return (
    'acknowledges commits before they are on disk, so a power failure loses up to ' +
    `${intervalMs / 1000} s of acknowledged commits`
  );
}

function tooOld(name: string): string {
  return (
    `${name} ${lossOf(DEFAULT_INTERVAL_MS)}, and it is too old to do better: ` +
    `use nats-server ${MINIMUM_VERSION} or newer with "sync_interval: always".`
  );
}

async function pageAt(monitorUrl: string): Promise<JetStreamPage | undefined> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const answer = await fetch(new URL('/varz', monitorUrl), { signal });
    const varz: unknown = await answer.json();
    const version = field(varz, 'version');
    const config = field(field(varz, 'jetstream'), 'config');
    const interval = field(config, 'sync_interval');
    return {
      version: typeof version === 'string' ? version : undefined,
      jetStream: config !== undefined,
      syncAlways: field(config, 'sync_always') === true,
      syncIntervalMs: typeof interval === 'number' ? interval / 1_000_000 : undefined,
    };
  } catch {
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}
