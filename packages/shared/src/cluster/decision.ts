// What a command leads to.
import { DONE, refused, type Answer } from './answer.ts';
import type { Refusal } from '../job/refusal.ts';
import type { ClusterEvent } from './events.ts';

/** Events that become true together, and the answer. A refusal never comes with events. */
export interface Decision {
  readonly events: readonly ClusterEvent[];
  readonly answer: Answer;
}

/** Nothing happens, and that is fine. */
export function nothing(answer: Answer = DONE): Decision {
  return { events: [], answer };
}

/** Nothing happens, and the answer says why. */
export function refuse(refusal: Refusal): Decision {
  return { events: [], answer: refused(refusal) };
}
