// Every family, in the order in which they are measured and reported.
import type { Family } from './family.ts';
import { cancelInProcess, createInProcess } from './figures/embedded.ts';
import { groupCommit } from './figures/group-commit.ts';
import { latency } from './figures/latency.ts';
import { createBatches, createOverNats } from './figures/over-nats.ts';

export const families: readonly Family[] = [
  ...groupCommit,
  createInProcess,
  cancelInProcess,
  createOverNats,
  createBatches,
  latency,
];
