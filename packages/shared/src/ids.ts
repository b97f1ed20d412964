// PORT: names for requests, sessions and commits. Job ids are not made here: the log makes them.
import { monotonicFactory } from 'ulid';
import type { Clock } from './clock.ts';
import type { Random } from './random.ts';

export interface Ids {
  /** A ULID, rising within one process. */
  next(): string;
}

/** ULIDs from a clock and a source of chance; the same two give the same ids. */
export function createIds(clock: Clock, random: Random): Ids {
  const ulid = monotonicFactory(() => random.next());
  return { next: () => ulid(Math.floor(clock.now())) };
}
