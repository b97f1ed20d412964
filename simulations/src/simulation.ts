// The stage of one run: virtual time, network, log, register and world as the plan has them, every
// process of the cluster, and the record of what happens, shown to the checkers as it happens.
import { createMemoryLogStore, type Clock, type Commit } from '@rescind/shared';
import type { Violation } from './checker.ts';
import { createCheckers, observe } from './checkers.ts';
import type { Fact } from './history.ts';
import { createNetwork, type Network } from './network.ts';
import type { LinkFaults } from './network/fate.ts';
import { createNodeClock } from './node-clock.ts';
import type { Plan } from './plan.ts';
import { clientsOf, coordinatorsOf, workersOf } from './plan/names.ts';
import { createRunHash, type RunHash } from './run-hash.ts';
import { createScheduler, type Scheduler, type SimProcess } from './scheduler.ts';
import { createSimulatedBus, type SimulatedBus } from './simulated-bus.ts';
import { createAppendFates, type AppendFates } from './simulated-log/append-fate.ts';
import { createLogStore, type LogStore } from './simulated-log/store.ts';
import { createSimulatedRegister, type SimulatedRegister } from './simulated-register.ts';
import { createStorageContent, type StorageContent } from './simulated-storage.ts';
import { createWorldContent, type WorldContent } from './world/memory.ts';

export interface Simulation {
  readonly plan: Plan;
  readonly scheduler: Scheduler;
  readonly network: Network;
  readonly bus: SimulatedBus;
  readonly store: LogStore;
  readonly fates: AppendFates;
  readonly register: SimulatedRegister;
  readonly world: WorldContent;
  readonly storage: StorageContent;
  readonly hash: RunHash;
  /** Everything in the log, in order. */
  readonly commits: readonly Commit[];
  /** A process by the name the plan gives it. */
  readonly process: (name: string) => SimProcess;
  /** The process on whose behalf faults happen; it never dies. */
  readonly fate: SimProcess;
  /** A clock for the process's current incarnation. */
  readonly clockOf: (process: SimProcess) => Clock;
  /** Moves a process's time of day, on top of all that has moved it already. */
  readonly jumpClock: (process: string, byMs: number) => void;
  /** Every time of day is as the plan has it again. */
  readonly setClocksRight: () => void;
  /** Something has become true; shows it to every checker. */
  readonly record: (fact: Fact) => void;
  /** The run is over: this does not hold. Only the first counts. */
  readonly violate: (violation: Violation) => void;
  readonly violation: Violation | undefined;
}

const TRUE_CLOCK = { offsetMs: 0, rate: 1 };
/** A link to oneself, and to whom no fault belongs. */
const OWN_LINK: LinkFaults = { meanMs: 0.2, drop: 0, duplicate: 0, slow: 0, slowMs: 0, fifo: true };

export function createSimulation(plan: Plan): Simulation {
  const { seed, config } = plan;
  const hash = createRunHash();
  const checkers = createCheckers({
    clocksAgree: Object.values(config.clocks).every(({ rate }) => rate === 1),
    hasData: config.data !== null,
  });
  const commits: Commit[] = [];
  const processes = new Map<string, SimProcess>();
  const jumps = new Map<string, number>();
  let violation: Violation | undefined;

  const violate = (found: Violation): void => {
    violation ??= found;
  };
  const record = (fact: Fact): void => {
    const found = observe(checkers, { at: scheduler.now, ...fact });
    if (found !== undefined) violate(found);
  };

  const scheduler = createScheduler((process, time) => {
    hash.number(time);
    hash.number(process.index);
  });
  const network = createNetwork({
    seed,
    scheduler,
    faultsOf: (from, to) => linkFaults(plan, from.name, to.name),
  });
  const onStored = (text: string): void => {
    hash.text(text);
    const commit = JSON.parse(text) as Commit;
    commits.push(commit);
    record({ kind: 'commit', commit });
  };
  const limit = config.logMaxBytes === null ? {} : { maxBytes: config.logMaxBytes };
  const store = createLogStore(scheduler, onStored, createMemoryLogStore(limit));
  const bus = createSimulatedBus({
    seed,
    scheduler,
    network,
    onDelivery: (subject, data) => {
      hash.number(subject.length * 65_536 + data.length);
    },
    onHandlerError: ({ name }, error) => violate(escaped(name, error)),
  });

  const fate = scheduler.createProcess('fate');
  const servers = ['log', 'register', 'world'];
  const members = [...coordinatorsOf(config), ...workersOf(config), ...clientsOf(config)];
  // The storage is the last: fates of appends are drawn by the numbers of processes.
  for (const name of [...servers, ...members, 'storage']) {
    processes.set(name, scheduler.createProcess(name));
  }
  const process = (name: string): SimProcess => {
    const found = processes.get(name);
    if (found === undefined) throw new Error(`the plan names no process "${name}"`);
    return found;
  };

  return {
    plan,
    scheduler,
    network,
    bus,
    store,
    fates: createAppendFates(seed, scheduler, config.logFaults),
    register: createSimulatedRegister(scheduler, network, process('register')),
    world: createWorldContent(),
    storage: createStorageContent((change) => {
      hash.text(`${change.op} ${change.name}`);
      record({ kind: 'object', ...change });
    }),
    hash,
    commits,
    process,
    fate,
    clockOf: (of) =>
      createNodeClock(
        scheduler,
        of,
        config.clocks[of.name] ?? TRUE_CLOCK,
        () => jumps.get(of.name) ?? 0,
      ),
    jumpClock: (name, byMs) => void jumps.set(name, (jumps.get(name) ?? 0) + byMs),
    setClocksRight: () => jumps.clear(),
    record,
    violate,
    get violation() {
      return violation;
    },
  };
}

function linkFaults({ config }: Plan, from: string, to: string): LinkFaults {
  if (from === to) return OWN_LINK;
  if (from === 'log' || to === 'log') return config.logLinks;
  if (from === 'register' || to === 'register') return config.registerLinks;
  if (from === 'world' || to === 'world') return config.worldLinks;
  const isOfStorage = from === 'storage' || to === 'storage';
  if (isOfStorage && config.data !== null) return config.data.storageLinks;
  return config.busLinks;
}

/** What nobody caught is a bug, whatever it says. */
export function escaped(where: string, error: unknown): Violation {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { checker: 'no error escapes', message: `${where}: ${text}` };
}
