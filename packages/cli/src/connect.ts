// From what a person names (a data folder, or the address of a nats-server) to the bus of the
// cluster there.
import { join, resolve } from 'node:path';
import { createClient, isSubjectWord, type Bus, type Client, type Storage } from '@rescind/shared';
import { connectNats, createNatsBus } from '@rescind/shared/nats';
import { createFolderStorage, createSystemPorts } from '@rescind/shared/node';
import { connectBridge } from './bridge/connect.ts';
import { CommandFailure, EXIT, usageError } from './failure.ts';
import { objectsDir, readClusterFile, type ClusterFile } from './supervisor/cluster-file.ts';

/** Where `rescind start` keeps everything unless `--data` says otherwise. */
export const DEFAULT_DATA_DIR = './.rescind';

/** Options by which every command that speaks to a cluster is told which one. */
export const CLUSTER_OPTIONS = {
  data: { type: 'string' },
  nats: { type: 'string' },
  cluster: { type: 'string' },
} as const;

export const CLUSTER_HELP = [
  `  --data DIR        the cluster that was started on this folder; default ${DEFAULT_DATA_DIR}`,
  '  --nats URL        any cluster on that nats-server, e.g. nats://127.0.0.1:4222',
  '  --cluster NAME    which cluster on that nats-server; default main',
].join('\n');

export interface Place {
  /** One or the other: a folder is looked into first for the address. */
  readonly data?: string | undefined;
  readonly nats?: string | undefined;
  readonly cluster?: string | undefined;
}

/** A cluster that was found, whether or not it answers. */
export interface FoundCluster {
  readonly cluster: string;
  /** undefined for one that was named by its server's address alone. */
  readonly file: ClusterFile | undefined;
  /** The server's address, or the bridge's path. */
  readonly address: string;
  /** Where its bytes are; undefined when only its server's address is known. */
  readonly storage: Storage | undefined;
  /** Folder for what makes the next start of a selection engine quicker; undefined as above. */
  readonly engineDir: string | undefined;
  /** Throws CommandFailure when nothing answers there. */
  connect(timeoutMs: number): Promise<Bus>;
}

/** Throws CommandFailure when the options contradict each other or nothing was started there. */
export async function findCluster(place: Place): Promise<FoundCluster> {
  if (place.nats !== undefined) {
    if (place.data !== undefined) throw usageError('--data and --nats name two places; give one');
    const url = place.nats;
    const cluster = readClusterName(place.cluster ?? 'main');
    return {
      cluster,
      file: undefined,
      address: url,
      storage: undefined,
      engineDir: undefined,
      connect: (ms) => connectOverNats(url, ms),
    };
  }
  const dir = place.data ?? DEFAULT_DATA_DIR;
  const file = await readClusterFile(dir);
  if (file === undefined) {
    throw new CommandFailure(
      EXIT.unavailable,
      `no cluster runs in ${resolve(dir)}; start one with \`rescind start --data ${dir}\`, ` +
        'or name another with --data DIR or --nats URL',
    );
  }
  const { bridge, nats } = file;
  const address = bridge ?? nats?.url ?? '';
  return {
    cluster: file.cluster,
    file,
    address,
    storage: createFolderStorage({ dir: objectsDir(resolve(dir)), externDir: file.externDir }),
    engineDir: join(resolve(dir), 'engine'),
    connect: (ms) => (bridge === null ? connectOverNats(address, ms) : connectOverBridge(bridge)),
  };
}

/** A cluster's name is one word of a subject. Throws CommandFailure. */
export function readClusterName(name: string): string {
  if (isSubjectWord(name)) return name;
  throw usageError(
    `--cluster takes a word of letters, digits, "-" and "_" (64 at most), not "${name}"`,
  );
}

async function connectOverNats(url: string, timeoutMs: number): Promise<Bus> {
  try {
    const connection = await connectNats({ url, name: 'rescind command line', timeoutMs });
    const bus = createNatsBus(connection);
    const close = async (): Promise<void> => {
      await bus.close();
      await connection.close();
    };
    return { ...bus, close, [Symbol.asyncDispose]: close };
  } catch (cause) {
    throw new CommandFailure(EXIT.unavailable, (cause as Error).message, { cause });
  }
}

async function connectOverBridge(path: string): Promise<Bus> {
  try {
    return await connectBridge(path);
  } catch (cause) {
    throw new CommandFailure(
      EXIT.unavailable,
      `nothing answers at ${path}: the embedded cluster does not run any more; start it again`,
      { cause },
    );
  }
}

/** A client that speaks as `user`. Throws CommandFailure for a name that cannot be one. */
export function clientOn(
  bus: Bus,
  cluster: string,
  user: string,
  patience: { readonly timeoutMs?: number; readonly patienceMs?: number } = {},
): Client {
  if (!isSubjectWord(user)) {
    throw usageError(
      `--user takes a word of letters, digits, "-" and "_" (64 at most), not "${user}"`,
    );
  }
  const { clock, ids } = createSystemPorts();
  return createClient({ bus, cluster, user, clock, ids, application: 'rescind', ...patience });
}
