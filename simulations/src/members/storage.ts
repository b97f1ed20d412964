// The storage as one process of a simulation sees it.
import type { Storage } from '@rescind/shared';
import type { SimProcess } from '../scheduler.ts';
import { openSimulatedStorage } from '../simulated-storage.ts';
import type { Simulation } from '../simulation.ts';

/** Undefined where the plan has no data. */
export function storageOf(simulation: Simulation, process: SimProcess): Storage | undefined {
  const { plan, scheduler, network, storage: content } = simulation;
  if (plan.config.data === null) return undefined;
  const server = simulation.process('storage');
  return openSimulatedStorage({ scheduler, network, server, content }, process);
}
