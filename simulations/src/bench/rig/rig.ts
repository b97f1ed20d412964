// What a family of figures works with: a nats-server of its own that is on disk before it
// acknowledges, the processes of a cluster around it, and connections. All of it is gone
// afterwards, however the family ends.
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient, createIds, type Client } from '@rescind/shared';
import { connectNats, createNatsBus } from '@rescind/shared/nats';
import {
  checkDurability,
  fetchNatsServer,
  findNatsServer,
  startNatsServer,
  type RunningNatsServer,
} from '@rescind/shared/nats-server';
import {
  createSystemClock,
  createSystemRandom,
  type FolderStorageOptions,
} from '@rescind/shared/node';
import { startChild, type Child } from './child.ts';

export type Connection = Awaited<ReturnType<typeof connectNats>>;

export interface Rig extends AsyncDisposable {
  readonly url: string;
  /** Ends when the family is given up: whoever loops must look at it. */
  readonly signal: AbortSignal;
  /** A cluster's name that was not used yet. */
  newCluster(): string;
  connect(name: string): Promise<Connection>;
  /** A client on a connection of its own. */
  client(cluster: string, options?: { readonly patienceMs?: number }): Promise<Client>;
  /** Runs a script of this benchmark; `env` is added to the rig's. */
  start(name: string, script: URL, env?: Readonly<Record<string, string>>): Child;
  /** A folder on the measured disk that a figure has for itself. */
  folder(name: string): string;
  /** Those with `storage` sweep and run the jobs that move rows. */
  coordinator(cluster: string, name: string, options?: MemberOptions): Child;
  worker(cluster: string, name: string, options: MemberOptions & { readonly slots: number }): Child;
  /** Ends one before its time. */
  end(child: Child): Promise<void>;
}

export interface MemberOptions {
  readonly storage?: FolderStorageOptions;
}

export const clock = createSystemClock();
export const ids = createIds(clock, createSystemRandom());

/** How long a process may take until it says what it was started for. */
export const READY_MS = 15_000;

const TMPFS = 0x01021994;

export interface RigOptions {
  /** Where logs are written; the system's temporary folder when undefined. */
  readonly dir: string | undefined;
  /** Where processes leave CPU profiles when they end in order; nowhere when undefined. */
  readonly profile: string | undefined;
}

/** Throws when there is no nats-server, or it does not sync, or `dir` is no disk. */
export async function openRig({ dir, profile }: RigOptions, signal: AbortSignal): Promise<Rig> {
  const base = await mkdtemp(join(dir ?? tmpdir(), 'rescind-bench-'));
  let server: RunningNatsServer | undefined;
  try {
    await assertDisk(base);
    const binary = await findNatsServer().catch(() => fetchNatsServer());
    server = await startNatsServer({ binary, storeDir: join(base, 'nats'), guard: true });
    const { fsync, sentence } = await checkDurability(server);
    if (fsync !== 'always') throw new Error(sentence ?? 'the nats-server does not sync');
    return rigOn(server, base, signal, profile);
  } catch (error) {
    await server?.stop();
    await rm(base, { recursive: true, force: true });
    throw error;
  }
}

/** On a file system in memory an fsync is nothing, and every figure would be a lie. */
async function assertDisk(folder: string): Promise<void> {
  if ((await statfs(folder)).type !== TMPFS) return;
  throw new Error(`${folder} is in memory, not on a disk: name another folder with --dir`);
}

function rigOn(
  server: RunningNatsServer,
  base: string,
  signal: AbortSignal,
  profile: string | undefined,
): Rig {
  const { url } = server;
  const children = new Set<Child>();
  const connections = new Set<Connection>();
  let clusters = 0;
  let started = 0;

  const run = (name: string, script: string, env: Readonly<Record<string, string>>): Child => {
    const child = startChild(name, script, env, profileFlags(profile, `${name}-${++started}`));
    children.add(child);
    return child;
  };
  const connect = async (name: string): Promise<Connection> => {
    const connection = await connectNats({ url, name });
    connections.add(connection);
    return connection;
  };
  const memberEnv = (
    cluster: string,
    name: string,
    { storage }: MemberOptions,
  ): Record<string, string> => ({
    RESCIND_NATS_URL: url,
    RESCIND_CLUSTER: cluster,
    RESCIND_NAME: name,
    RESCIND_DATA: join(base, cluster),
    RESCIND_DURABILITY: 'fsync',
    ...(storage === undefined
      ? {}
      : { RESCIND_OBJECTS: storage.dir, RESCIND_EXTERN: storage.externDir }),
  });

  return {
    url,
    signal,
    newCluster: () => `bench${++clusters}`,
    connect,
    async client(cluster, options = {}) {
      const bus = createNatsBus(await connect('bench client'));
      return createClient({ bus, cluster, user: 'root', clock, ids, ...options });
    },
    start: (name, script, env = {}) =>
      run(name, fileURLToPath(script), { RESCIND_NATS_URL: url, ...env }),
    folder: (name) => join(base, name),
    coordinator: (cluster, name, options = {}) =>
      run(name, mainOf('@rescind/coordinator'), memberEnv(cluster, name, options)),
    worker: (cluster, name, options) =>
      run(name, mainOf('@rescind/worker'), {
        ...memberEnv(cluster, name, options),
        RESCIND_SLOTS: String(options.slots),
        RESCIND_JOBS: fileURLToPath(new URL('../jobs.js', import.meta.url)),
      }),
    async end(child) {
      children.delete(child);
      await child.stop();
    },
    async [Symbol.asyncDispose]() {
      // A killed process leaves no profile.
      const end = (child: Child): Promise<void> =>
        profile === undefined ? child.kill() : child.stop();
      await Promise.all([...children].map(end));
      await Promise.all([...connections].map((connection) => connection.close()));
      await server.stop();
      await rm(base, { recursive: true, force: true });
    },
  };
}

function profileFlags(folder: string | undefined, name: string): readonly string[] {
  if (folder === undefined) return [];
  return ['--cpu-prof', `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${name}.cpuprofile`];
}

/** A package's process stands beside its entry. */
function mainOf(entry: string): string {
  return fileURLToPath(new URL('main.js', import.meta.resolve(entry)));
}
