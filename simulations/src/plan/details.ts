// The details of simulated jobs: most do their work well, some in every way badly.
import type { SimDetails } from '../sim-job/details.ts';
import type { Draw } from './draw.ts';

const BAD_WAYS = [
  'late',
  'late',
  'by-returning',
  'by-returning',
  'by-failing',
  'by-abandoning',
] as const;

export function drawDetails(draw: Draw): SimDetails {
  const steps = draw.pick([1, 2, 3, 4, 6]);
  const fails = draw.chance(0.22);
  return {
    steps,
    stepMs: draw.chance(0.1) ? draw.between(2000, 5000) : draw.pick([20, 100, 300, 800]),
    obeys: draw.chance(0.6) ? 'at-once' : draw.pick(BAD_WAYS),
    ignoreMs: draw.chance(0.4) ? draw.between(3000, 9000) : draw.between(100, 1500),
    failAt: fails ? draw.between(0, steps - 1) : null,
    failure: draw.pick(['error', 'error', 'not-an-error', 'permanent', 'retry', 'pause']),
    cleanupFailures: draw.chance(0.25) ? draw.between(1, 3) : 0,
    cleanupMs: draw.pick([5, 50, 300, 700]),
  };
}

/** About how long an undisturbed run takes. */
export function durationOf(details: SimDetails): number {
  return details.steps * (details.stepMs + 50);
}
