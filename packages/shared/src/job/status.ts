// The ten statuses a person sees in SHOW JOBS, spelled as CockroachDB spells them.

export const STATUSES = [
  'pending',
  'running',
  'pause-requested',
  'paused',
  'cancel-requested',
  'reverting',
  'succeeded',
  'canceled',
  'failed',
  'revert-failed',
] as const;

export type JobStatus = (typeof STATUSES)[number];
