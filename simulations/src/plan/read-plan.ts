// A plan from a file.
import { PLAN_VERSION, type Plan } from '../plan.ts';

/** Throws with a sentence when the text is no plan of this version. */
export function readPlan(text: string): Plan {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error('it holds no valid JSON', { cause: error });
  }
  const plan = value as Partial<Plan> | null;
  if (typeof plan !== 'object' || plan === null || plan.version !== PLAN_VERSION) {
    throw new Error(`it holds no plan of version ${PLAN_VERSION}`);
  }
  for (const key of ['seed', 'config', 'statements', 'faults', 'ambushes', 'core'] as const) {
    if (plan[key] === undefined) throw new Error(`the plan has no ${key}`);
  }
  const { config } = plan as Plan;
  // A plan that was stored when there was no such thing.
  return { ...(plan as Plan), config: { ...config, data: config.data ?? null } };
}
