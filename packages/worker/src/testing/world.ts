// A worker and its scripted leader in one process, with a clock that the test moves.
import {
  createIds,
  createManualClock,
  createMemoryBus,
  createSeededRandom,
  type Bus,
  type Clock,
  type ManualClock,
} from '@rescind/shared';
import type { JobDefinition } from '../define-job.ts';
import { createWorker, type Worker, type WorkerOptions } from '../worker.ts';
import { createScriptedLeader, type ScriptedLeader } from './scripted-leader.ts';

export interface World {
  readonly clock: ManualClock;
  readonly bus: Bus;
  readonly leader: ScriptedLeader;
  readonly worker: Worker;
  readonly log: readonly string[];
  /** What `onFatal` was called with. */
  readonly fatal: readonly Error[];
  /** Lets every message on its way arrive, and all that follows from it at once. */
  readonly settle: () => Promise<void>;
  /** Moves the clock on. */
  readonly pass: (ms: number) => Promise<void>;
  /** The worker's clock jumps ahead while its timers stand still, as after SIGSTOP. */
  readonly freeze: (ms: number) => void;
}

/** `prepare` may change the leader before the worker asks for its session. */
export async function startWorld(
  jobs: readonly JobDefinition[],
  options: Partial<WorkerOptions> = {},
  prepare: (leader: ScriptedLeader) => void = () => undefined,
): Promise<World> {
  const clock = createManualClock();
  let frozen = 0;
  const workerClock: Clock = {
    ...clock,
    now: () => clock.now() + frozen,
    monotonic: () => clock.monotonic() + frozen,
  };
  const bus = createMemoryBus(clock, (error) => {
    throw error;
  });
  const leader = createScriptedLeader(bus, 'test');
  prepare(leader);
  const log: string[] = [];
  const fatal: Error[] = [];
  const worker = createWorker({
    bus,
    cluster: 'test',
    clock: workerClock,
    ids: createIds(clock, createSeededRandom('worker')),
    name: 'w1',
    jobs,
    log: (line) => void log.push(line),
    onFatal: (error) => void fatal.push(error),
    ...options,
  });
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 3; i++) await clock.advanceAsync(0);
  };
  await settle();
  return {
    clock,
    bus,
    leader,
    worker,
    log,
    fatal,
    settle,
    pass: (ms) => clock.advanceAsync(ms),
    freeze(ms) {
      frozen += ms;
    },
  };
}
