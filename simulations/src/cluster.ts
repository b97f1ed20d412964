// The simulated cluster: every coordinator, worker and client of a plan, up and running.
import { createIds, createSeededRandom } from '@rescind/shared';
import { clientsOf, coordinatorsOf, workersOf } from './plan/names.ts';
import type { Member } from './member.ts';
import { startClient, type ClientMember } from './members/client.ts';
import { startCoordinator, type CoordinatorMember } from './members/coordinator.ts';
import { startHost } from './members/host.ts';
import { createJobNames } from './members/job-names.ts';
import { startServer } from './members/server.ts';
import { startWorker, type WorkerMember } from './members/worker.ts';
import { storageOf } from './members/storage.ts';
import { escaped, type Simulation } from './simulation.ts';

export interface Cluster {
  readonly coordinators: readonly CoordinatorMember[];
  readonly workers: readonly WorkerMember[];
  readonly clients: readonly ClientMember[];
  /** Coordinator, worker or server of that name. */
  member(name: string): Member;
  /** It stays down from now on. */
  bury(name: string): void;
  /** No statement of the active phase is said any more. */
  closeActivePhase(): void;
}

export function startCluster(simulation: Simulation): Cluster {
  const { plan } = simulation;
  const { config, core } = plan;
  const buried = new Set<string>();
  let active = true;

  const isOver = (): boolean => !active;
  const mayStart = (name: string) => (): boolean => !buried.has(name);
  const servers = ['log', 'register', 'world', 'storage'].map((name) =>
    startServer(simulation, name),
  );
  const coordinators = coordinatorsOf(config).map((name) =>
    startCoordinator(simulation, name, mayStart(name)),
  );
  const workers = workersOf(config).map((name) => startWorker(simulation, name, mayStart(name)));
  const names = createJobNames();
  const clients = clientsOf(config).map((name) => {
    const process = simulation.process(name);
    const clock = simulation.clockOf(process);
    return startClient({
      name,
      cluster: 'sim',
      bus: simulation.bus.attach(process, clock),
      clock,
      ids: createIds(clock, createSeededRandom(`${plan.seed}:ids:${name}`)),
      storage: storageOf(simulation, process),
      statements: [...plan.statements, ...core.statements].filter(({ client }) => client === name),
      names,
      elapsed: () => simulation.scheduler.now,
      isOver: ({ at }) => !active && at < config.activeMs,
      record: simulation.record,
      onError: (error) => simulation.violate(escaped(name, error)),
    });
  });
  for (const member of coordinators) {
    const statements = plan.statements.filter(({ client }) => client === member.name);
    startHost(simulation, { member, statements }, names, isOver);
  }
  const members = new Map<string, Member>(
    [...servers, ...coordinators, ...workers].map((member) => [member.name, member]),
  );

  return {
    coordinators,
    workers,
    clients,
    member(name) {
      const found = members.get(name);
      if (found === undefined) throw new Error(`the plan names no member "${name}"`);
      return found;
    },
    bury: (name) => void buried.add(name),
    closeActivePhase() {
      active = false;
    },
  };
}
