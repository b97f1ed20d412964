// Which Debian or Ubuntu archive this machine takes its packages from, which suites of it to ask
// for nats-server, and with which key ring its signatures are checked.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

import { NatsServerError } from './error.ts';
import { runProgram, type Environment } from './run-program.ts';
import { MINIMUM_VERSION } from './version.ts';

export interface Archive {
  readonly distribution: 'Debian' | 'Ubuntu';
  /** The part of the archive that holds nats-server. */
  readonly component: string;
  /** Suites to try, the one with the newest nats-server first, the machine's own last. */
  readonly suites: readonly string[];
  /** The mirrors this machine's own sources name, best first. */
  readonly mirrors: readonly string[];
  /** File of the installed keys: nothing that they did not sign is ever taken. */
  readonly keyring: string;
}

/** What to do where nothing can be fetched. */
export const HOW_TO_GET_ONE =
  `install nats-server ${MINIMUM_VERSION} or newer, ` +
  'or set RESCIND_NATS_SERVER to the path of one';

const KEYRINGS = '/usr/share/keyrings';
const DISTRIBUTIONS = {
  debian: {
    distribution: 'Debian',
    component: 'main',
    newest: ['forky', 'sid', 'trixie'],
    aliases: ['stable', 'testing', 'sid', 'unstable'],
    keyrings: ['debian-archive-keyring.pgp', 'debian-archive-keyring.gpg'],
  },
  ubuntu: {
    distribution: 'Ubuntu',
    component: 'universe',
    newest: ['devel'],
    aliases: ['devel'],
    keyrings: ['ubuntu-archive-keyring.gpg'],
  },
} as const;

// A machine may take packages from many places; asking more than these few would only cost time.
const MIRRORS_MAX = 3;

/**
 * Reads the operating system's name and asks apt for its sources (no index need be present).
 * Throws `NatsServerError` ('missing') with one sentence that says what to do where this machine is
 * neither Debian nor Ubuntu, or names no mirror or key ring of it.
 */
export async function archiveOfThisMachine(
  env: Environment,
  signal: AbortSignal,
): Promise<Archive> {
  const osRelease = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const format = '$(COMPONENT) $(RELEASE) $(REPO_URI)';
  const query = ['indextargets', '--no-release-info', '--format', format, 'Created-By: Packages'];
  const plain = { ...env, LC_ALL: 'C' };
  const targets = await runProgram('apt-get', query, { env: plain, signal }).catch(() => undefined);
  return archiveFrom(osRelease, targets?.stdout ?? '', existsSync);
}

/**
 * The pure half: `osRelease` is the text of os-release(5), `targets` one line a package index in
 * the form `component release uri`.
 */
export function archiveFrom(
  osRelease: string,
  targets: string,
  exists: (path: string) => boolean,
): Archive {
  const os = fieldsOf(osRelease);
  const kind = [os.get('ID'), ...(os.get('ID_LIKE') ?? '').split(' ')].find(isKnown);
  const here = os.get('PRETTY_NAME') ?? process.platform;
  if (kind === undefined) throw missing(`nats-server cannot be fetched on ${here}`);

  const { distribution, component, newest, aliases, keyrings } = DISTRIBUTIONS[kind];
  const own =
    os.get(`${distribution.toUpperCase()}_CODENAME`) ?? os.get('VERSION_CODENAME') ?? newest[0];
  const mirrors = mirrorsIn(targets, component, new Set([own, ...newest, ...aliases]));
  if (mirrors.length === 0) {
    throw missing(`apt names no mirror of ${distribution} ${component} on ${here}`);
  }
  const keyring = keyrings.map((name) => `${KEYRINGS}/${name}`).find(exists);
  if (keyring === undefined) {
    throw missing(`the keys of the ${distribution} archive are not installed on ${here}`);
  }
  return { distribution, component, suites: [...new Set([...newest, own])], mirrors, keyring };
}

/** The address without a user's name and password, for people and files to read. */
export function withoutSecrets(uri: string): string {
  return uri.replace(/\/\/[^/@]*@/, '//');
}

function mirrorsIn(
  targets: string,
  component: string,
  releases: ReadonlySet<string>,
): readonly string[] {
  const uris = targets.split('\n').flatMap((line) => {
    const [part, release, uri] = line.trim().split(' ');
    if (uri === undefined || release === undefined || uri.startsWith('cdrom:')) return [];
    return part === component && releases.has(release) ? [uri] : [];
  });
  // Other archives use the same words for their suites; a mirror of the whole usually ends so.
  const likely = (uri: string) => /\/(debian|ubuntu|ubuntu-ports)\/?$/.test(uri);
  return [...new Set([...uris.filter(likely), ...uris])].slice(0, MIRRORS_MAX);
}

function fieldsOf(osRelease: string): ReadonlyMap<string, string> {
  const lines = osRelease.matchAll(/^([A-Z_]+)=["']?(.*?)["']?$/gm);
  return new Map([...lines].map(([, name = '', value = '']) => [name, value]));
}

function isKnown(id: string | undefined): id is keyof typeof DISTRIBUTIONS {
  return id !== undefined && Object.hasOwn(DISTRIBUTIONS, id);
}

function missing(why: string): NatsServerError {
  return new NatsServerError('missing', `${why}: ${HOW_TO_GET_ONE}.`);
}
