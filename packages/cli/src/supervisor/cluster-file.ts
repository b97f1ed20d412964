// What runs in a data folder, for `status`, `sql` and scripts: one small JSON file that is replaced
// as a whole, so that nobody ever reads half of it.
import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandFailure, EXIT } from '../failure.ts';

export const CLUSTER_FILE_VERSION = 1;

export interface NamedProcess {
  readonly name: string;
  /** null while it does not run. */
  readonly pid: number | null;
}

export interface ClusterFile {
  readonly version: typeof CLUSTER_FILE_VERSION;
  readonly cluster: string;
  /** `embedded`: everything runs in the supervisor's own process. */
  readonly mode: 'processes' | 'embedded';
  /** ISO 8601. */
  readonly started: string;
  /** Process of `rescind start`. */
  readonly supervisor: number;
  /** null when embedded. */
  readonly nats: ClusterServer | null;
  /** Socket over which the embedded cluster's bus is reached; null otherwise. */
  readonly bridge: string | null;
  /** Where `nodelocal://` URIs lead. */
  readonly externDir: string;
  readonly coordinators: readonly NamedProcess[];
  readonly workers: readonly NamedProcess[];
}

export interface ClusterServer {
  readonly url: string;
  /** null for a server of somebody else's that shows none. */
  readonly monitorUrl: string | null;
  /** null for a server of somebody else's, and while ours does not run. */
  readonly pid: number | null;
  /** True when `rescind start` runs it. */
  readonly ours: boolean;
  readonly version: string | null;
  readonly fsync: 'always' | 'periodic' | 'unknown';
}

/** Where the cluster keeps the bytes of its tables and jobs. */
export function objectsDir(dataDir: string): string {
  return join(dataDir, 'objects');
}

function pathIn(dataDir: string): string {
  return join(dataDir, 'cluster.json');
}

/** The file of a data folder; undefined when no cluster was started there or it was stopped. */
export async function readClusterFile(dataDir: string): Promise<ClusterFile | undefined> {
  let text: string;
  try {
    text = await readFile(pathIn(dataDir), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unreadable(dataDir, (error as Error).message);
  }
  const file = parse(text);
  if (file?.version === CLUSTER_FILE_VERSION) return file;
  throw unreadable(dataDir, 'it is not one this version of rescind writes');
}

function parse(text: string): ClusterFile | undefined {
  try {
    return JSON.parse(text) as ClusterFile;
  } catch {
    return undefined;
  }
}

function unreadable(dataDir: string, why: string): CommandFailure {
  return new CommandFailure(
    EXIT.failed,
    `${pathIn(dataDir)} cannot be read (${why}); start the cluster again with this rescind`,
  );
}

export interface ClusterFileWriter {
  /** Replaces the file; changes that come while it is being written end up in one more write. */
  update(change: (file: ClusterFile) => ClusterFile): void;
  /** Resolves when what was given so far is on its place. */
  flush(): Promise<void>;
  /** Removes it: the cluster was stopped in order. */
  remove(): Promise<void>;
  readonly current: ClusterFile;
}

/** Keeps the file of a data folder up to date. `onError` hears of a full disk and the like. */
export function keepClusterFile(
  dataDir: string,
  initial: ClusterFile,
  onError: (error: Error) => void,
): ClusterFileWriter {
  let current = initial;
  let writing: Promise<void> | undefined;
  let dirty = true;

  const writeAll = async (): Promise<void> => {
    while (dirty) {
      dirty = false;
      await replaceFile(pathIn(dataDir), `${JSON.stringify(current, null, 2)}\n`);
    }
  };
  const wake = (): Promise<void> => {
    writing ??= writeAll()
      .catch((error: unknown) => onError(error as Error))
      .finally(() => {
        writing = undefined;
      });
    return writing;
  };
  void wake();

  return {
    get current() {
      return current;
    },
    update(change) {
      current = change(current);
      dirty = true;
      void wake();
    },
    flush: () => writing ?? Promise.resolve(),
    async remove() {
      await this.flush();
      await rm(pathIn(dataDir), { force: true });
    },
  };
}

async function replaceFile(path: string, text: string): Promise<void> {
  const aside = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    // Whoever may read it may also reach the server named in it: it is for the owner.
    await writeFile(aside, text, { mode: 0o600 });
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}
