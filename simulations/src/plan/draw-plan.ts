// From a seed to a plan.
import { PLAN_VERSION, type Plan } from '../plan.ts';
import { drawConfig } from './config.ts';
import { drawAmbushes, drawCore, drawFaults } from './faults.ts';
import { drawStatements } from './statements.ts';

/** The same seed gives the same plan. */
export function drawPlan(seed: string): Plan {
  const config = drawConfig(seed);
  return {
    version: PLAN_VERSION,
    seed,
    config,
    statements: drawStatements(seed, config),
    faults: drawFaults(seed, config),
    ambushes: drawAmbushes(seed),
    core: drawCore(seed, config),
  };
}
