// A cluster of real processes under `rescind start`, on a folder and ports of its own, with the
// means to look at it and to hurt it. Whatever a test does, nothing of it is left afterwards.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterFile, StatusReport } from '@rescind/cli';
import { createClient, type Client, type CoordinatorStatus } from '@rescind/shared';
import { connectNats, createNatsBus } from '@rescind/shared/nats';
import { createSystemPorts } from '@rescind/shared/node';
import { isAlive, moment, rescind, spawnRescind, type Ended, type Program } from './program.ts';

/** Job types whose handlers do what their details say; see jobs.mjs. */
export const TEST_JOBS = join(import.meta.dirname, 'jobs.mjs');

export interface Cluster {
  readonly dataDir: string;
  /** The process of `rescind start`. */
  readonly program: Program;
  readonly client: Client;
  readonly connection: Awaited<ReturnType<typeof connectNats>>;
  /** What `start` says about its processes now. */
  file(): Promise<ClusterFile>;
  status(): Promise<StatusReport>;
  /** Runs SQL by the command line, from one statement to many. */
  sql(...statements: readonly string[]): Promise<Ended>;
  /** The rows of one statement. */
  rows(statement: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Who answers as the leader; waits for one. */
  leader(): Promise<CoordinatorStatus>;
  /** Ends it in order; the exit status of `start`. */
  stop(): Promise<number | null>;
  /** Makes sure that nothing is left, in order or by force. */
  clear(): Promise<void>;
}

export interface StartOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly dataDir?: string;
}

const UP_MS = 30_000;

/** Resolves when `start` says that everything is up. */
export async function startCluster(options: StartOptions = {}): Promise<Cluster> {
  const { args = [], env = {} } = options;
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'rescind-e2e-')));
  const port = args.includes('--nats') || args.includes('--embedded') ? [] : ['--port-nats', '0'];
  const program = spawnRescind(['start', '--data', dataDir, ...port, ...args], { env });
  try {
    await moment(
      'the cluster is up',
      () => {
        if (program.child.exitCode !== null) throw new Error(program.err());
        return /^up: /m.test(program.out());
      },
      UP_MS,
    );
    return await clusterOf(dataDir, program);
  } catch (error) {
    await clear(dataDir, program);
    throw error;
  }
}

async function clusterOf(dataDir: string, program: Program): Promise<Cluster> {
  const file = (): Promise<ClusterFile> => clusterFile(dataDir);
  const { cluster, nats } = await file();
  if (nats === null) throw new Error('the harness speaks to clusters on a nats-server');
  const connection = await connectNats({ url: nats.url, name: 'e2e' });
  const client = createClient({
    bus: createNatsBus(connection),
    cluster,
    user: 'root',
    ...createSystemPorts(),
    timeoutMs: 1000,
    patienceMs: 25_000,
  });
  const sql = (...statements: readonly string[]): Promise<Ended> =>
    rescind(['sql', '--data', dataDir, ...statements.flatMap((each) => ['-e', each])]);
  return {
    dataDir,
    program,
    client,
    connection,
    file,
    sql,
    async status() {
      return JSON.parse(
        (await rescind(['status', '--json', '--data', dataDir])).out,
      ) as StatusReport;
    },
    async rows(statement) {
      const { status, out, err } = await rescind([
        'sql',
        '--data',
        dataDir,
        '--format',
        'json',
        '-e',
        statement,
      ]);
      if (status !== 0) throw new Error(err);
      return JSON.parse(out) as readonly Readonly<Record<string, unknown>>[];
    },
    leader: () =>
      moment('a coordinator leads', async () =>
        (await client.rollCall(100)).find(({ role }) => role === 'leader'),
      ),
    async stop() {
      await connection.close();
      process.kill(program.pid, 'SIGTERM');
      return program.ended;
    },
    async clear() {
      await connection.close();
      await clear(dataDir, program);
    },
  };
}

async function clusterFile(dataDir: string): Promise<ClusterFile> {
  return JSON.parse(await readFile(join(dataDir, 'cluster.json'), 'utf8')) as ClusterFile;
}

/** Every process that is, by the file, part of the cluster, the supervisor first. */
export function pidsOf(file: ClusterFile): readonly number[] {
  const { supervisor, nats, coordinators, workers } = file;
  const members = [...coordinators, ...workers].map(({ pid }) => pid);
  return [supervisor, nats?.pid ?? null, ...members].filter((pid) => pid !== null);
}

async function clear(dataDir: string, program: Program): Promise<void> {
  const file = await clusterFile(dataDir).catch(() => undefined);
  if (program.child.exitCode === null && program.child.signalCode === null) {
    program.child.kill('SIGTERM');
    await program.ended;
  }
  for (const pid of file === undefined ? [] : pidsOf(file)) {
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  }
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
}
