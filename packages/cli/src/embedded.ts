// A cluster within one process, for a machine without a nats-server: the bus in memory, the log in
// a file, bytes in folders, one coordinator, one worker. Other processes reach its bus over a
// socket in its folder.
import { join } from 'node:path';
import { hostname } from 'node:os';
import { createCoordinator, type Coordinator } from '@rescind/coordinator';
import {
  createMemoryBus,
  type Bus,
  type Clock,
  type EventLog,
  type Ids,
  type Storage,
  type Witness,
} from '@rescind/shared';
import {
  createFileWitness,
  createFolderStorage,
  createSystemPorts,
  openFileLog,
} from '@rescind/shared/node';
import {
  createWorker,
  loadJobs,
  startBuiltIn,
  type JobDefinition,
  type Worker,
} from '@rescind/worker';
import { serveBridge } from './bridge/serve.ts';
import { CommandFailure, EXIT } from './failure.ts';
import {
  keepClusterFile,
  objectsDir,
  type ClusterFile,
  type ClusterFileWriter,
} from './supervisor/cluster-file.ts';
import type { ClusterPlan, StartedCluster } from './supervisor/plan.ts';
import type { Surroundings } from './supervisor/processes.ts';

/** Throws CommandFailure when the log or a module cannot be used. */
export async function startEmbedded(
  plan: ClusterPlan,
  { say }: Surroundings,
): Promise<StartedCluster> {
  const { dataDir } = plan;
  const { clock, ids } = createSystemPorts();
  const jobs = await readJobs(plan.jobs);
  const log = await openLog(join(dataDir, 'log.ndjson'), (line) => say('log', line));
  const bus = createMemoryBus(clock, (error, subject) =>
    say('start', `a handler of ${subject} failed: ${(error as Error).message}`),
  );
  let fail: (error: Error) => void = () => undefined;
  const failed = new Promise<Error>((resolve) => {
    fail = resolve;
  });
  const storage = createFolderStorage({ dir: objectsDir(dataDir), externDir: plan.externDir });
  const parts: Parts = { plan, clock, ids, log, bus, storage, say, fail };
  const coordinator = await orClose(log, () => openCoordinator(parts));
  const worker = hireWorker(parts, jobs);
  const bridge = await serveBridge(bus, dataDir);
  const file = keepClusterFile(dataDir, clusterFile(plan, bridge.path, clock.now()), (error) =>
    say('start', `cannot write the cluster file: ${error.message}`),
  );
  let stopping: Promise<void> | undefined;
  return {
    failed,
    up: whenUp(coordinator, worker.ready(), file),
    stop() {
      stopping ??= (async () => {
        await bridge.stop();
        await worker.stop();
        await coordinator.stop();
        await log.close();
        await bus.close();
        await file.remove();
      })();
      return stopping;
    },
    // What is left runs in this very process.
    kill: () => process.exit(EXIT.failed),
  };
}

/** What the members share. */
interface Parts {
  readonly plan: ClusterPlan;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: EventLog;
  readonly bus: Bus;
  readonly storage: Storage;
  readonly say: Surroundings['say'];
  readonly fail: (error: Error) => void;
}

function openCoordinator(parts: Parts): Promise<Coordinator> {
  const { plan, clock, ids, log, bus, storage, say, fail } = parts;
  return createCoordinator({
    log,
    bus,
    objects: storage.objects,
    clock,
    ids,
    cluster: plan.cluster,
    witness: witnessOf('coordinator-c1', parts),
    pid: process.pid,
    onUnfit: (error) => fail(dataFailure(error)),
    say: (line) => say('c1', line),
  });
}

/** With the built-in jobs beside the given ones. */
function hireWorker(parts: Parts, jobs: readonly JobDefinition[]): Pick<Worker, 'ready' | 'stop'> {
  const { plan, clock, ids, bus, storage, say, fail } = parts;
  const { cluster } = plan;
  const log = (line: string): void => say('w1', line);
  const builtIn = startBuiltIn({ storage, bus, cluster, clock, ids, log });
  const worker = createWorker({
    bus,
    cluster,
    clock,
    ids,
    name: 'w1',
    jobs: [...jobs, ...builtIn.jobs],
    slots: plan.slots,
    host: hostname(),
    pid: process.pid,
    witness: witnessOf('worker-w1', parts),
    onFatal: (error) => fail(new CommandFailure(EXIT.failed, `worker w1: ${error.message}`)),
    log,
  });
  return {
    ready: () => worker.ready(),
    async stop() {
      builtIn.stop();
      await worker.stop();
    },
  };
}

function witnessOf(name: string, { plan, clock, say }: Parts): Witness {
  return createFileWitness({
    dir: join(plan.dataDir, 'witness'),
    name,
    clock,
    onError: (error) => say('start', `the witness ${name} was not written: ${error.message}`),
  });
}

async function whenUp(
  coordinator: Coordinator,
  ready: Promise<void>,
  file: ClusterFileWriter,
): Promise<string> {
  await Promise.all([coordinator.leading(), ready]);
  await file.flush();
  return 'up: embedded, 1 coordinator and 1 worker in this process';
}

async function readJobs(modules: readonly string[]): Promise<readonly JobDefinition[]> {
  try {
    return await loadJobs(modules);
  } catch (cause) {
    throw new CommandFailure(EXIT.failed, (cause as Error).message, { cause });
  }
}

async function openLog(path: string, onProgress: (line: string) => void): Promise<EventLog> {
  try {
    return await openFileLog({ path, onProgress });
  } catch (error) {
    throw dataFailure(error as Error);
  }
}

async function orClose<T>(log: EventLog, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    await log.close();
    throw dataFailure(error as Error);
  }
}

/** What the log says of itself is a sentence for a person already. */
function dataFailure(cause: Error): CommandFailure {
  const status = cause.name === 'LogLockedError' ? EXIT.failed : EXIT.data;
  return new CommandFailure(status, cause.message, { cause });
}

function clusterFile(plan: ClusterPlan, bridge: string, now: number): ClusterFile {
  return {
    version: 1,
    cluster: plan.cluster,
    mode: 'embedded',
    started: new Date(now).toISOString(),
    supervisor: process.pid,
    nats: null,
    bridge,
    externDir: plan.externDir,
    coordinators: [{ name: 'c1', pid: process.pid }],
    workers: [{ name: 'w1', pid: process.pid }],
  };
}
