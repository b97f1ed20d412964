// What a nats-server binary says of itself, and what its version means for durability.

import { NatsServerError } from './error.ts';
import { runProgram, type Environment } from './run-program.ts';

/** The oldest release whose streams have everything the log asks for. */
export const MINIMUM_VERSION = '2.12.0';

/**
 * The first release line that takes `sync_interval: always`. Those before it refuse to start when
 * their file says `sync_interval`, and acknowledge before anything is on disk.
 */
const FIRST_TO_FSYNC = '2.10.0';

const VERSION_TIMEOUT_MS = 5_000;

/** Below 0 when `a` is the older release, 0 when they are one; suffixes (`-RC.1`) do not count. */
export function compareVersions(a: string, b: string): number {
  const [mine, theirs] = [numbersOf(a), numbersOf(b)];
  const differences = mine.map((part, i) => part - (theirs[i] ?? 0));
  return differences.find((difference) => difference !== 0) ?? 0;
}

export function isAtLeast(version: string, floor: string): boolean {
  return compareVersions(version, floor) >= 0;
}

/** True when no configuration can make this release write to disk before it acknowledges. */
export function isTooOldToFsync(version: string): boolean {
  return !isAtLeast(version, FIRST_TO_FSYNC);
}

/**
 * Asks the program for its version ('2.15.1'), which is also the proof that it runs here.
 * Throws `NatsServerError` ('unusable') naming the program when it does not.
 */
export async function versionOf(path: string, env: Environment = process.env): Promise<string> {
  const signal = AbortSignal.timeout(VERSION_TIMEOUT_MS);
  let said: string;
  try {
    const end = await runProgram(path, ['--version'], { env, signal });
    said = `${end.stdout}${end.stderr}`.trim();
  } catch (cause) {
    const why = signal.aborted ? `said nothing for ${VERSION_TIMEOUT_MS} ms` : reasonOf(cause);
    throw new NatsServerError('unusable', `${path} does not run: ${why}`, { cause });
  }
  const version = /nats-server: v(\d+\.\d+\.\d+\S*)/.exec(said)?.[1];
  if (version !== undefined) return version;
  const answer = said === '' ? 'nothing' : `"${said.split('\n')[0]}"`;
  throw new NatsServerError(
    'unusable',
    `${path} is no nats-server: asked for its version it said ${answer}`,
  );
}

function numbersOf(version: string): readonly number[] {
  const [major = '', minor = '', patch = ''] = version.split(/[.\-+]/);
  return [major, minor, patch].map((part) => Number.parseInt(part, 10) || 0);
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
