// The lease's register as a process of its own behind the simulated network.
import { createMemoryRegister, type Register } from '@rescind/shared';
import { call } from './network/call.ts';
import type { Network } from './network.ts';
import type { Scheduler, SimProcess } from './scheduler.ts';

/** How long a coordinator waits for the register. */
const REGISTER_TIMEOUT_MS = 300;

export interface SimulatedRegister {
  /** The register as the current incarnation of `client` sees it. */
  attach(client: SimProcess): Register;
}

export function createSimulatedRegister(
  scheduler: Scheduler,
  network: Network,
  server: SimProcess,
): SimulatedRegister {
  const register = createMemoryRegister();
  return {
    attach(client) {
      const ask = async <Answer>(serve: () => Promise<Answer>): Promise<Answer> => {
        const outcome = await call(scheduler, network, {
          from: client,
          to: server,
          serve,
          timeoutMs: REGISTER_TIMEOUT_MS,
        });
        if (outcome === undefined) throw new Error('the register does not answer');
        if (!outcome.ok) throw outcome.error;
        return outcome.answer;
      };
      return {
        read: () => ask(() => register.read()),
        write: (value, revision) => ask(() => register.write(value, revision)),
        close: () => Promise.resolve(),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      };
    },
  };
}
