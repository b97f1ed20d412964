// A small stage for tests: a scheduler with a network on it, run to rest or by itself.
import type { LinkFaults } from '../network/fate.ts';
import { createNetwork, type Network } from '../network.ts';
import { createScheduler, type Scheduler, type SimProcess } from '../scheduler.ts';

export interface Stage {
  readonly scheduler: Scheduler;
  readonly network: Network;
  process(name: string): SimProcess;
  /** Carries out all events due up to `until`, letting promises run in between. */
  play(until: number): Promise<void>;
}

/** Nothing is lost, nothing overtakes; a millisecond on average. */
const PERFECT: LinkFaults = {
  meanMs: 1,
  drop: 0,
  duplicate: 0,
  slow: 0,
  slowMs: 0,
  fifo: true,
};

export function createStage(faults: Partial<LinkFaults> = {}, seed = 'a test'): Stage {
  const scheduler = createScheduler(() => undefined);
  const links = { ...PERFECT, ...faults };
  const network = createNetwork({ seed, scheduler, faultsOf: () => links });
  return {
    scheduler,
    network,
    process: (name) => scheduler.createProcess(name),
    async play(until) {
      await turn();
      while (scheduler.step(until)) await turn();
    },
  };
}

/** Events happen one after the other from now on, until it is disposed of. */
export function runByItself({ scheduler }: Stage): AsyncDisposable {
  let over = false;
  const next = (): void => {
    if (over) return;
    scheduler.step(Infinity);
    setImmediate(next);
  };
  setImmediate(next);
  return {
    [Symbol.asyncDispose]() {
      over = true;
      return Promise.resolve();
    },
  };
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
