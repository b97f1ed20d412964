// A plan carried out: the whole cluster in one synchronous stretch of this process, checked at
// every commit, and at the end for whether it comes to rest. The same plan gives the same hash.
import type { Commit } from '@rescind/shared';
import type { Violation } from './checker.ts';
import { createLeftovers, type Leftovers } from './checkers/leftovers.ts';
import { createStages, type Stages } from './checkers/stages.ts';
import { startCluster, type Cluster } from './cluster.ts';
import type { Plan } from './plan.ts';
import { beginEndPhase } from './run/end-phase.ts';
import { createAmbushes, scheduleFaults, type FaultCounts } from './run/faults.ts';
import { poisonGlobals } from './run/globals.ts';
import { noProgress } from './run/no-progress.ts';
import { collectStats, type RunStats } from './run/stats.ts';
import { lastCommitsOf } from './run/last-commits.ts';
import { createDrain, drains, type Drain } from './scheduler/drain.ts';
import { createSimulation, escaped, type Simulation } from './simulation.ts';

export interface RunResult {
  readonly seed: string;
  readonly violation: Violation | undefined;
  /** The commits that concern the job of the violation, or the last of all. */
  readonly lastCommits: readonly string[];
  /** Of everything that happened, in order. */
  readonly hash: string;
  readonly stats: RunStats;
}

/** What is still under way (a late write, a held-up message) gets so long after the rest. */
const LINGER_MS = 3500;
/** The core has so long to come to rest before it counts as stuck. */
const REST_WITHIN_MS = 120_000;
/** How often the end phase is looked at. */
const LOOK_MS = 250;
/** Every coordinator's state is compared with the log after so many commits. */
const COMPARE_COMMITS = 24;
/** A run with more events does not end by itself. */
const EVENTS_MAX = 2_000_000;

/**
 * Never rejects on account of what the program under test does: that is the violation. `traced`
 * gives errors their stacks, which takes half as long again; what happens is the same.
 */
export async function run(
  plan: Plan,
  { traced = false }: { readonly traced?: boolean } = {},
): Promise<RunResult> {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = traced ? 30 : 0;
  const rejections: unknown[] = [];
  const onRejection = (reason: unknown): void => void rejections.push(reason);
  process.on('unhandledRejection', onRejection);
  try {
    const result = await inMacrotask(() => runNow(plan, sharedDrain()));
    // Rejections that nobody handled are told of after the stretch they happened in.
    await inMacrotask(() => undefined);
    if (rejections.length === 0 || result.violation !== undefined) return result;
    return { ...result, violation: escaped('a rejected promise', rejections[0]) };
  } finally {
    process.off('unhandledRejection', onRejection);
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function inMacrotask<Result>(work: () => Result): Promise<Result> {
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        resolve(work());
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  });
}

let drainOfProcess: Drain | undefined;

function sharedDrain(): Drain {
  drainOfProcess ??= createDrain();
  if (!drains(drainOfProcess)) throw new Error('this engine cannot run promises to rest in a call');
  return drainOfProcess;
}

function runNow(plan: Plan, drain: Drain): RunResult {
  const restore = poisonGlobals();
  try {
    const simulation = createSimulation(plan);
    const progress = { stages: createStages(), leftovers: createLeftovers() };
    const { stages, leftovers } = progress;
    const cluster = startCluster(simulation);
    drain();
    const phase = { over: false, quietSince: Infinity, done: false };
    const isOver = (): boolean => phase.over;
    const faults = scheduleFaults(simulation, cluster, isOver);
    const ambush = createAmbushes(simulation, cluster, faults, isOver);
    scheduleEndPhase(simulation, cluster, progress, phase);
    const onCommit = (commit: Commit): void => {
      stages.fold(commit);
      if (plan.config.data !== null) leftovers.fold(commit);
      ambush(commit);
    };
    play({ simulation, cluster, drain, phase, onCommit });
    return resultOf(simulation, cluster, faults, stages);
  } finally {
    restore();
  }
}

/** What has to come to rest. */
interface Progress {
  readonly stages: Stages;
  readonly leftovers: Leftovers;
}

interface Phase {
  over: boolean;
  quietSince: number;
  done: boolean;
}

/** Looks in the end phase for rest, and for rest that does not come. */
function scheduleEndPhase(
  simulation: Simulation,
  cluster: Cluster,
  { stages, leftovers }: Progress,
  phase: Phase,
): void {
  const { plan, scheduler, fate, storage } = simulation;
  const { activeMs } = plan.config;
  const lastStatement = Math.max(activeMs, ...plan.core.statements.map(({ at }) => at));
  const isQuiet = (): boolean =>
    scheduler.now > lastStatement &&
    stages.unsettled().every((job) => leftovers.waits(job)) &&
    leftovers.unpublished.size === 0 &&
    leftovers.unnamed(storage.cluster).length === 0 &&
    cluster.clients.every((client) => !client.busy);
  const look = (): void => {
    if (!isQuiet()) phase.quietSince = Infinity;
    else if (phase.quietSince === Infinity) phase.quietSince = scheduler.now;
    phase.done = scheduler.now - phase.quietSince >= LINGER_MS;
    const since = scheduler.now - activeMs;
    if (since > REST_WITHIN_MS) {
      simulation.violate(noProgress(simulation, cluster, { stages, leftovers }, since));
    }
    scheduler.schedule(fate, LOOK_MS, 'timer', look);
  };
  scheduler.schedule(fate, activeMs, 'timer', () => {
    phase.over = true;
    beginEndPhase(simulation, cluster);
    look();
  });
}

interface Play {
  readonly simulation: Simulation;
  readonly cluster: Cluster;
  readonly drain: Drain;
  readonly phase: Phase;
  /** Hears of each commit right after the event in which it was stored. */
  readonly onCommit: (commit: Commit) => void;
}

/** One event after the other, until the run is over or something does not hold. */
function play({ simulation, cluster, drain, phase, onCommit }: Play): void {
  const { scheduler, commits } = simulation;
  let folded = 0;
  let compared = 0;
  while (!phase.done && simulation.violation === undefined) {
    try {
      if (!scheduler.step(Infinity)) return;
      drain();
    } catch (error) {
      simulation.violate(escaped('an event', error));
    }
    while (folded < commits.length) onCommit(commits[folded++]!);
    if (commits.length - compared >= COMPARE_COMMITS || phase.done) {
      compared = commits.length;
      compareStates(simulation, cluster);
    }
    if (scheduler.events > EVENTS_MAX) simulation.violate(eventStorm(simulation));
  }
  if (simulation.violation !== undefined) return;
  const { cluster: own, outside } = simulation.storage;
  simulation.record({ kind: 'objects-seen', objects: { cluster: own, outside } });
  simulation.record({ kind: 'end' });
}

function eventStorm({ scheduler, commits }: Simulation): Violation {
  return {
    checker: 'a run ends',
    message:
      `no end after ${scheduler.events} events, ${commits.length} commits and ` +
      `${scheduler.now} virtual ms`,
  };
}

function compareStates(simulation: Simulation, cluster: Cluster): void {
  for (const { incarnation, coordinator } of cluster.coordinators) {
    if (coordinator === undefined) continue;
    const { state } = coordinator;
    simulation.record({
      kind: 'state-seen',
      coordinator: incarnation,
      state: {
        position: state.n,
        count: state.jobs.size,
        job: (id) => state.jobs.get(id),
        catalog: state.catalog,
      },
    });
  }
}

function resultOf(
  simulation: Simulation,
  cluster: Cluster,
  faults: FaultCounts,
  stages: Stages,
): RunResult {
  const { plan, violation, hash, commits } = simulation;
  return {
    seed: plan.seed,
    violation,
    lastCommits: violation === undefined ? [] : lastCommitsOf(commits, violation.job),
    hash: hash.digest(),
    stats: collectStats(simulation, cluster, faults, stages),
  };
}
