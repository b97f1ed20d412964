// Draws on a stream of chance in the shapes that plans need.
import { createSeededRandom, type Random } from '@rescind/shared';

export interface Draw {
  chance(probability: number): boolean;
  pick<T>(choices: readonly T[]): T;
  /** A whole number, both ends included. */
  between(low: number, high: number): number;
  /** Exponential with this mean, whole. */
  around(mean: number): number;
}

/** A stream of its own for each purpose: a draw more in one moves nothing in another. */
export function createDraw(seed: string, purpose: string): Draw {
  const random: Random = createSeededRandom(`${seed}:${purpose}`);
  return {
    chance: (probability) => random.next() < probability,
    pick: (choices) => choices[Math.floor(random.next() * choices.length)]!,
    between: (low, high) => low + Math.floor(random.next() * (high - low + 1)),
    around: (mean) => Math.round(-mean * Math.log(1 - random.next())),
  };
}
