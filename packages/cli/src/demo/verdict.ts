// How a demo ends, for a person.
import type { Score } from './stage.ts';

/** A line when all is well, else one more for each claim that did not hold. */
export function verdict({ passed, failed }: Score, seconds: number): string {
  if (failed.length === 0) {
    return `✓ all ${passed} checks hold, after ${seconds} s; the cluster is removed`;
  }
  const count = `${failed.length} of ${passed + failed.length}`;
  return [`✗ ${count} checks failed:`, ...failed.map((claim) => `  ✗ ${claim}`)].join('\n');
}
