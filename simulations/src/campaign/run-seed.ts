// One seed of a campaign; of some a second run has to be the same as the first.
import { hashText } from '../network/fate.ts';
import { drawPlan } from '../plan/draw-plan.ts';
import { run, type RunResult } from '../run.ts';

/** About one in so many seeds is run twice. */
const REPEAT_ONE_IN = 50;

export async function runSeed(seed: string): Promise<RunResult> {
  const plan = drawPlan(seed);
  const result = await run(plan);
  if (hashText(seed) % REPEAT_ONE_IN !== 0) return result;
  const { hash } = await run(plan);
  if (hash === result.hash) return result;
  const message = `a second run of the same plan had hash ${hash}, the first ${result.hash}`;
  return { ...result, violation: { checker: 'the same plan gives the same run', message } };
}
