// A cluster for the demo alone: production processes in a folder of their own on free ports, and
// none of it left afterwards, however the demo ends.
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCluster } from '../start-cluster.ts';
import type { ClusterPlan, StartedCluster } from '../supervisor/plan.ts';
import type { Surroundings } from '../supervisor/processes.ts';

export interface Sandbox {
  readonly dataDir: string;
  readonly cluster: StartedCluster;
  /** Ends everything in order, by force when that takes too long, and removes the folder. */
  close(): Promise<void>;
}

const COORDINATORS = 2;
const WORKERS = 3;
const SLOTS = 100;

/** All of an orderly stop; what is left then is killed. */
const STOP_TIMEOUT_MS = 10_000;

/**
 * Resolves when it has been started; `cluster.up` tells when it is up. Should this process exit
 * before `close`, everything is ended by force. Throws CommandFailure.
 */
export async function openSandbox(embedded: boolean, surroundings: Surroundings): Promise<Sandbox> {
  const dataDir = await mkdtemp(join(tmpdir(), 'rescind-demo-'));
  let cluster: StartedCluster | undefined;
  const force = (): void => {
    const remove = (): void => rmSync(dataDir, { recursive: true, force: true });
    // Killing a cluster that runs in this process ends this process: then it was removed before.
    remove();
    cluster?.kill();
    remove();
  };
  process.on('exit', force);
  const leave = async (): Promise<void> => {
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    process.off('exit', force);
  };
  try {
    const started = await startCluster(planIn(dataDir), embedded, surroundings);
    cluster = started;
    const close = async (): Promise<void> => {
      const timer = setTimeout(force, STOP_TIMEOUT_MS);
      await started.stop();
      clearTimeout(timer);
      await leave();
    };
    return { dataDir, cluster: started, close };
  } catch (error) {
    await leave();
    throw error;
  }
}

function planIn(dataDir: string): ClusterPlan {
  return {
    dataDir,
    externDir: join(dataDir, 'extern'),
    cluster: 'demo',
    coordinators: COORDINATORS,
    workers: WORKERS,
    slots: SLOTS,
    jobs: [],
    nats: undefined,
    monitor: undefined,
    natsPort: 0,
  };
}
