// Who runs the seeds of a campaign: this thread, or one for each processor. Seeds know nothing of
// each other, so the results are the same, only sooner.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { RunResult } from '../run.ts';
import { runSeed } from './run-seed.ts';

/** Runs seeds until there are no more or `onRun` answers false; results in the order of ends. */
export type Crew = (
  seeds: readonly string[],
  onRun: (result: RunResult) => boolean,
) => Promise<readonly RunResult[]>;

/** One after the other, here. */
export const alone: Crew = async (seeds, onRun) => {
  const results: RunResult[] = [];
  for (const seed of seeds) {
    const result = await runSeed(seed);
    results.push(result);
    if (!onRun(result)) break;
  }
  return results;
};

/** A seed makes much that lives for a moment: with room for it the collector has less to do. */
const YOUNG = { maxYoungGenerationSizeMb: 128 };

/** On `count` threads; needs the built files, and runs `alone` from sources. */
export function onThreads(count: number): Crew {
  const script = new URL('./thread.js', import.meta.url);
  if (count < 2 || !import.meta.url.endsWith('.js')) return alone;
  return async (seeds, onRun) => {
    const results: RunResult[] = [];
    let next = 0;
    const work = async (): Promise<void> => {
      const thread = new Worker(script, { resourceLimits: YOUNG });
      try {
        while (next < seeds.length) {
          thread.postMessage(seeds[next++]);
          const [result] = (await once(thread, 'message')) as [RunResult];
          results.push(result);
          if (!onRun(result)) next = seeds.length;
        }
      } finally {
        await thread.terminate();
      }
    };
    await Promise.all(Array.from({ length: Math.min(count, seeds.length) }, work));
    return results;
  };
}
