// The public names of @rescind/simulations.
export { runSimulateCommand } from './command.ts';
export { drawPlan } from './plan/draw-plan.ts';
export { run } from './run.ts';
export type { RunResult } from './run.ts';
export type { Plan } from './plan.ts';
