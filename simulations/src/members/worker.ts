// A simulated worker: the production factory on simulated ports, with the simulated job types.
import { createIds, createSeededRandom, type Bus, type Clock, type Ids } from '@rescind/shared';
import { createWorker, startBuiltIn, type BuiltIn } from '@rescind/worker';
import { createMember, type Member } from '../member.ts';
import type { SimProcess } from '../scheduler.ts';
import { createSimJobs, type Notebook } from '../sim-job.ts';
import { createSimulatedWitness } from '../simulated-witness.ts';
import type { Simulation } from '../simulation.ts';
import { notedJob } from './noted-job.ts';
import { storageOf } from './storage.ts';
import { openSimulatedWorld } from '../world/simulated.ts';

export interface WorkerMember extends Member {
  /** Handlers that run in its present incarnation. */
  readonly running: number;
}

export function startWorker(
  simulation: Simulation,
  name: string,
  mayStart: () => boolean,
): WorkerMember {
  const { scheduler, network, world: content, plan, record } = simulation;
  const process = simulation.process(name);
  const witness = createSimulatedWitness(`worker ${name}`);
  let running = { incarnation: 0, count: 0 };

  const member = createMember(
    simulation,
    name,
    (ended) => {
      const { incarnation } = process;
      const count = { incarnation, count: 0 };
      running = count;
      const worker = `${name}#${incarnation}`;
      const notebook: Notebook = {
        runStarted(job, fence, direction) {
          count.count++;
          record({ kind: 'run-started', worker, job, fence, direction });
        },
        stopAsked(job, fence) {
          record({ kind: 'stop-asked', worker, job, fence, direction: 'forward' });
        },
        runSettled(job, fence, direction) {
          count.count--;
          record({ kind: 'run-settled', worker, job, fence, direction });
        },
      };
      const world = openSimulatedWorld(
        {
          scheduler,
          network,
          server: simulation.process('world'),
          content,
          onEffect: (effect) => record({ kind: 'effect', ...effect }),
        },
        process,
      );
      const clock = simulation.clockOf(process);
      const bus = simulation.bus.attach(process, clock);
      const ids = createIds(clock, createSeededRandom(`${plan.seed}:ids:${worker}`));
      const builtIn = startBuiltInJobs(simulation, { process, bus, clock, ids, notebook });
      const service = createWorker({
        bus,
        cluster: 'sim',
        clock,
        ids,
        name,
        jobs: [...createSimJobs(world, notebook), ...builtIn.jobs],
        slots: plan.config.slots,
        pid: incarnation,
        witness,
        onFatal: (error) => ended(error.message),
      });
      const stop = (): Promise<void> => {
        builtIn.stop();
        return service.stop();
      };
      return { stop, [Symbol.asyncDispose]: stop };
    },
    mayStart,
  );
  return Object.defineProperties(member as WorkerMember, {
    running: {
      get: () => (process.up && running.incarnation === process.incarnation ? running.count : 0),
    },
  });
}

/** A segment or two of the tables of a plan. */
const CHECKPOINT_BYTES = 600;

interface Ports {
  readonly process: SimProcess;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly notebook: Notebook;
}

/** The types that work on data, where a plan has data: none would be wanted elsewhere. */
function startBuiltInJobs(
  simulation: Simulation,
  { process, bus, clock, ids, notebook }: Ports,
): Pick<BuiltIn, 'jobs' | 'stop'> {
  const storage = storageOf(simulation, process);
  if (storage === undefined) return { jobs: [], stop: () => undefined };
  const log = (): void => undefined;
  const given = { storage, bus, cluster: 'sim', clock, ids, log };
  const builtIn = startBuiltIn({ ...given, checkpointBytes: CHECKPOINT_BYTES });
  return { jobs: builtIn.jobs.map((job) => notedJob(job, notebook)), stop: () => builtIn.stop() };
}
