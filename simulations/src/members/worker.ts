// A simulated worker: the production factory on simulated ports, with the simulated job types.
import { createIds, createSeededRandom } from '@rescind/shared';
import { createWorker } from '@rescind/worker';
import { createMember, type Member } from '../member.ts';
import { createSimJobs, type Notebook } from '../sim-job.ts';
import { createSimulatedWitness } from '../simulated-witness.ts';
import type { Simulation } from '../simulation.ts';
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
      return createWorker({
        bus: simulation.bus.attach(process, clock),
        cluster: 'sim',
        clock,
        ids: createIds(clock, createSeededRandom(`${plan.seed}:ids:${worker}`)),
        name,
        jobs: createSimJobs(world, notebook),
        slots: plan.config.slots,
        pid: incarnation,
        witness,
        onFatal: (error) => ended(error.message),
      });
    },
    mayStart,
  );
  return Object.defineProperties(member as WorkerMember, {
    running: {
      get: () => (process.up && running.incarnation === process.incarnation ? running.count : 0),
    },
  });
}
