// What the log's disk holds: the production memory log's store, and when each commit came in.
import { createMemoryLogStore, type MemoryLogStore } from '@rescind/shared';
import type { Scheduler } from '../scheduler.ts';

export interface LogStore extends MemoryLogStore {
  /** Virtual time at which each commit was stored; storedAt[0] is commit 1. */
  readonly storedAt: readonly number[];
}

/** `onStored` hears of each commit the moment it stands in the log. */
export function createLogStore(
  scheduler: Scheduler,
  onStored: (text: string) => void,
  store: MemoryLogStore = createMemoryLogStore(),
): LogStore {
  const storedAt: number[] = [];
  store.listeners.add(() => {
    storedAt.push(scheduler.now);
    onStored(store.texts[store.texts.length - 1]!);
  });
  return { ...store, storedAt };
}
