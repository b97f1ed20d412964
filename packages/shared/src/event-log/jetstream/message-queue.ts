// Between deliveries that come when they will and a reader who takes them one by one.
import { createBell } from './bell.ts';

export interface MessageQueue<T> {
  push(item: T): void;
  /** Makes the next `take` after all that is queued reject, and every later one. */
  fail(error: Error): void;
  /** The oldest item, or undefined when none came for `patienceMs`. One taker at a time. */
  take(patienceMs: number): Promise<T | undefined>;
}

/** So many taken items are kept at most. */
const DROP_AT = 1024;

export function createMessageQueue<T>(): MessageQueue<T> {
  let items: T[] = [];
  let taken = 0;
  let failure: Error | undefined;
  const arrival = createBell();

  return {
    push(item) {
      items.push(item);
      arrival.ring();
    },
    fail(error) {
      failure ??= error;
      arrival.ring();
    },
    async take(patienceMs) {
      while (taken === items.length) {
        if (failure !== undefined) throw failure;
        if (!(await arrival.wait(patienceMs))) return undefined;
      }
      const item = items[taken++]!;
      // Dropped many at a time: shifting a long array is slow.
      if (taken === items.length || taken === DROP_AT) {
        items = items.slice(taken);
        taken = 0;
      }
      return item;
    },
  };
}
