// What the processes of a plan are called.
import type { PlanConfig } from '../plan.ts';

export function coordinatorsOf(config: PlanConfig): readonly string[] {
  return Array.from({ length: config.coordinators }, (_, i) => `c${i + 1}`);
}

export function workersOf(config: PlanConfig): readonly string[] {
  return Array.from({ length: config.workers }, (_, i) => `w${i + 1}`);
}

export function clientsOf(config: PlanConfig): readonly string[] {
  return Array.from({ length: config.clients }, (_, i) => `u${i + 1}`);
}
