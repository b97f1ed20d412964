// A cluster of real processes on loopback: nats-server, coordinators, workers, and the clients that
// live in this process. Everything it starts it ends, also when it is thrown away in the middle.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sleep, type Following, type Recorded } from '@rescind/shared';
import { connectNats, createNatsBus, openJetStreamLog } from '@rescind/shared/nats';
import { createFolderStorage, createSystemPorts } from '@rescind/shared/node';
import type { Violation } from '../checker.ts';
import { createLeftovers } from '../checkers/leftovers.ts';
import { createStages } from '../checkers/stages.ts';
import type { Fact } from '../history.ts';
import type { SeenObjects } from '../history/seen-objects.ts';
import { builtFile } from '../installed-packages.ts';
import { startClient, type ClientMember, type StatementCounts } from '../members/client.ts';
import { createJobNames } from '../members/job-names.ts';
import type { PlanConfig } from '../plan.ts';
import { drawConfig } from '../plan/config.ts';
import { clientsOf, coordinatorsOf, workersOf } from '../plan/names.ts';
import { drawLastStatements, drawStatements } from '../plan/statements.ts';
import { startChild, type Child, type ChildExit } from './child.ts';
import type { StampedFact } from './merge-facts.ts';
import { readObjects, storageFolders } from './read-objects.ts';
import { readRows } from './read-rows.ts';
import { startServer, type Server } from './server.ts';

export interface Rig extends AsyncDisposable {
  readonly description: string;
  readonly server: Server;
  readonly worldFolder: string;
  /** The real log as it has come in so far. */
  readonly commits: readonly Recorded[];
  readonly clientFacts: readonly StampedFact[];
  readonly deaths: readonly StampedFact[];
  readonly statements: StatementCounts;
  /** A process said that it finds the log damaged, or may not lead; nothing here may make it so. */
  readonly complaint: Violation | undefined;
  /** Milliseconds since the rig was ready. */
  elapsed(): number;
  pause(ms: number): Promise<void>;
  child(name: string): Child | undefined;
  /** Everything runs again, and goes on running. */
  healAll(): Promise<void>;
  /** Every statement answered, every job at its end or at rest, nothing left to be removed. */
  isAtRest(): Promise<boolean>;
  /** What lies in the storage. */
  readObjects(): Promise<SeenObjects>;
  /** What coordinators say of all jobs, each with the position it is true at. */
  readRows(): Promise<readonly Fact[]>;
  describeProcesses(): readonly string[];
  stop(): Promise<void>;
}

export interface RigOptions {
  /** An empty folder of its own. */
  readonly folder: string;
  readonly seed: string;
  readonly activeMs: number;
}

const CLUSTER = 'sim';
/** A coordinator that ends with it says: never again on this log. */
const EXIT_DATA = 65;
const EXIT_INTERRUPTED = 130;

/** A rig has the same size whatever its seed. */
export function rigConfig(activeMs: number): PlanConfig {
  const drawn = drawConfig('a rig');
  const sizes = { coordinators: 2, workers: 3, clients: 3, slots: 4 };
  // A folder on disk has no links.
  return { ...drawn, ...sizes, activeMs, data: { storageLinks: drawn.worldLinks } };
}

/** Throws when there is no nats-server, or the packages are not built. */
export async function startRig({ folder, seed, activeMs }: RigOptions): Promise<Rig> {
  const { clock, ids } = createSystemPorts();
  const config = rigConfig(activeMs);
  const worldFolder = join(folder, 'world');
  const folders = storageFolders(folder);
  const scripts = {
    c: await builtFile('coordinator/dist/main.js'),
    w: await builtFile('worker/dist/main.js'),
  };
  const jobs = await writeJobsModule(folder, worldFolder);
  const server = await startServer(join(folder, 'nats'), clock);
  const deaths: StampedFact[] = [];
  let complaint: Violation | undefined;

  const onExit = ({ name, pid, status, said }: ChildExit): void => {
    deaths.push({ at: clock.now(), fact: { kind: 'process-died', process: `${name}#${pid}` } });
    if (status !== EXIT_DATA) return;
    complaint ??= {
      checker: 'nobody finds damage in an undamaged log',
      message: `${name}: ${said.join('\n    ')}`,
    };
  };
  const children = new Map(
    [...coordinatorsOf(config), ...workersOf(config)].map((name) => [
      name,
      startChild({
        name,
        script: scripts[name[0] as 'c' | 'w'],
        env: {
          RESCIND_NATS_URL: server.url,
          RESCIND_CLUSTER: CLUSTER,
          RESCIND_NAME: name,
          RESCIND_DATA: join(folder, name),
          RESCIND_JOBS: jobs,
          RESCIND_OBJECTS: folders.dir,
          RESCIND_EXTERN: folders.externDir,
          RESCIND_SLOTS: String(config.slots),
          RESCIND_DURABILITY: 'fsync',
        },
        clock,
        onExit,
      }),
    ]),
  );
  const killAll = (): void => {
    for (const child of children.values()) child.kill();
  };
  // Frozen ones do not notice that we are gone.
  const interrupted = (): never => process.exit(EXIT_INTERRUPTED);
  process.on('exit', killAll).on('SIGINT', interrupted).on('SIGTERM', interrupted);

  const connection = await connectNats({ url: server.url, name: 'rescind simulation' });
  const log = await openJetStreamLog({ connection, cluster: CLUSTER, durability: 'fsync' });
  const commits: Recorded[] = [];
  const [stages, leftovers] = [createStages(), createLeftovers()];
  const following: Following = log.follow(
    1,
    (recorded) => {
      commits.push(recorded);
      stages.fold(recorded.commit);
      leftovers.fold(recorded.commit);
    },
    (error) => {
      complaint ??= { checker: 'nobody finds damage in an undamaged log', message: error.message };
    },
  );

  const startedAt = clock.monotonic();
  const elapsed = (): number => clock.monotonic() - startedAt;
  const bus = createNatsBus(connection);
  const clientFacts: StampedFact[] = [];
  const names = createJobNames();
  const planned = [...drawStatements(seed, config), ...drawLastStatements(seed, config)];
  const clients: readonly ClientMember[] = clientsOf(config).map((name) =>
    startClient({
      name,
      cluster: CLUSTER,
      bus,
      clock,
      ids,
      storage: createFolderStorage(folders),
      statements: planned.filter(({ client }) => client === name),
      names,
      elapsed,
      isOver: ({ at }) => elapsed() > activeMs && at < activeMs,
      record: (fact) => clientFacts.push({ at: clock.now(), fact }),
      onError: (error) => {
        complaint ??= { checker: 'no error escapes', message: `${name}: ${String(error)}` };
      },
    }),
  );

  let stopping: Promise<void> | undefined;
  const stopAll = async (): Promise<void> => {
    following.stop();
    await log.close();
    await Promise.all([...children.values()].map((child) => child.close()));
    await connection.close();
    await server.close();
    process.off('exit', killAll).off('SIGINT', interrupted).off('SIGTERM', interrupted);
  };
  const stop = (): Promise<void> => (stopping ??= stopAll());
  const lastStatement = Math.max(activeMs, ...planned.map(({ at }) => at));

  return {
    description:
      `nats-server ${server.version}, ${config.coordinators} coordinators, ` +
      `${config.workers} workers; ${planned.length} statements in ${activeMs / 1000} s, then rest`,
    server,
    worldFolder,
    commits,
    clientFacts,
    deaths,
    get statements() {
      return sum(clients.map(({ counts }) => counts));
    },
    get complaint() {
      return complaint;
    },
    elapsed,
    pause: (ms) => sleep(clock, ms),
    child: (name) => children.get(name),
    async healAll() {
      server.thaw();
      for (const child of children.values()) child.thaw();
      while (!server.up) await sleep(clock, 50);
    },
    async isAtRest() {
      const settled =
        elapsed() > lastStatement &&
        clients.every((client) => !client.busy) &&
        stages.jobs.size > 0 &&
        stages.unsettled().every((job) => leftovers.waits(job)) &&
        leftovers.unpublished.size === 0;
      if (!settled) return false;
      return leftovers.unnamed((await readObjects(folders)).cluster).length === 0;
    },
    readObjects: () => readObjects(folders),
    readRows: () => readRows({ bus, cluster: CLUSTER, clock, ids }),
    describeProcesses: () =>
      Array.from(children.values(), ({ name, pid, up, frozen }) =>
        up ? `${name}#${pid} is ${frozen ? 'frozen' : 'up'}` : `${name} is down`,
      ),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** Worker processes load their job types from a file; this one leads to the simulated types. */
async function writeJobsModule(folder: string, worldFolder: string): Promise<string> {
  const path = join(folder, 'jobs.mjs');
  const main = pathToFileURL(await builtFile('simulations/dist/sim-job.js')).href;
  const world = pathToFileURL(await builtFile('simulations/dist/world/file.js')).href;
  await writeFile(
    path,
    `import { createSimJobs } from ${JSON.stringify(main)};
import { openFileWorld } from ${JSON.stringify(world)};
const worker = process.env.RESCIND_NAME + '#' + process.pid;
const world = openFileWorld(${JSON.stringify(worldFolder)}, worker, Date.now);
export default createSimJobs(world, world);
`,
  );
  return path;
}

function sum(counts: readonly StatementCounts[]): StatementCounts {
  const total: StatementCounts = { said: 0, answered: 0, refused: 0, unknown: 0, skipped: 0 };
  for (const one of counts) {
    for (const key of Object.keys(total) as (keyof StatementCounts)[]) total[key] += one[key];
  }
  return total;
}
