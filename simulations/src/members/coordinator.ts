// A simulated coordinator: the production factory on simulated ports.
import { createIds, createSeededRandom } from '@rescind/shared';
import { createCoordinator, type Coordinator } from '@rescind/coordinator';
import { createMember, type Member } from '../member.ts';
import { openSimulatedLog } from '../simulated-log.ts';
import { createSimulatedWitness } from '../simulated-witness.ts';
import type { Simulation } from '../simulation.ts';
import { storageOf } from './storage.ts';

export interface CoordinatorMember extends Member {
  /** Undefined while it folds the log after a start. */
  readonly coordinator: Coordinator | undefined;
}

export function startCoordinator(
  simulation: Simulation,
  name: string,
  mayStart: () => boolean,
): CoordinatorMember {
  const { scheduler, network, store, fates, plan } = simulation;
  const process = simulation.process(name);
  const witness = createSimulatedWitness(name);
  let coordinator: Coordinator | undefined;
  let of = 0;

  const damaged = (error: Error): void =>
    simulation.violate({
      checker: 'nobody finds damage in an undamaged log',
      message: `${name}: ${error.message}`,
    });

  const member = createMember(
    simulation,
    name,
    async (ended) => {
      const { incarnation } = process;
      const clock = simulation.clockOf(process);
      const storage = storageOf(simulation, process);
      const options = { scheduler, network, server: simulation.process('log'), store, fates };
      const created = createCoordinator({
        log: openSimulatedLog(options, process),
        bus: simulation.bus.attach(process, clock),
        clock,
        ids: createIds(clock, createSeededRandom(`${plan.seed}:ids:${name}#${incarnation}`)),
        cluster: 'sim',
        id: name,
        register: simulation.register.attach(process),
        witness,
        ...(storage === undefined ? {} : { objects: storage.objects }),
        pid: incarnation,
        onUnfit: (error) => {
          damaged(error);
          ended(error.message);
        },
      });
      created.catch((error: unknown) => {
        const isDamage = error instanceof Error && error.name !== 'LogUnavailableError';
        if (isDamage) damaged(error);
      });
      const running = await created;
      if (process.incarnation === incarnation) {
        coordinator = running;
        of = incarnation;
      }
      return running;
    },
    mayStart,
  );
  return Object.defineProperties(member as CoordinatorMember, {
    coordinator: {
      get: () => (process.up && process.incarnation === of ? coordinator : undefined),
    },
  });
}
