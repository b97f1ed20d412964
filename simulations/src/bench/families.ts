// Every family, in the order in which they are measured and reported.
import type { Family } from './family.ts';
import { bulkCancel } from './figures/bulk-cancel.ts';
import { failover, takeover } from './figures/crashes.ts';
import { cancelInProcess, createInProcess } from './figures/embedded.ts';
import { groupCommit } from './figures/group-commit.ts';
import { latency } from './figures/latency.ts';
import { noopJobs } from './figures/noop-jobs.ts';
import { createBatches, createOverNats } from './figures/over-nats.ts';
import { replay } from './figures/replay.ts';
import { rows } from './figures/rows.ts';
import { signals, starts } from './figures/signals.ts';

export const families: readonly Family[] = [
  ...groupCommit,
  createInProcess,
  cancelInProcess,
  createOverNats,
  createBatches,
  latency,
  signals,
  bulkCancel,
  noopJobs,
  starts,
  takeover,
  failover,
  replay,
  rows,
];
