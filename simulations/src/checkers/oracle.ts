// Which event may follow where, typed by hand from CockroachDB v21.2's rules and our departures.
// It must not be derived from the chart: it is what the chart is held against.
import type { JobEvent } from '@rescind/shared';

/** Where a job is. After "undoing" the end can only be canceled or failed. */
export type Stage =
  | 'running'
  | 'pause-requested'
  | 'paused'
  | 'cancel-requested'
  | 'undoing'
  | 'undoing, pause-requested'
  | 'undoing, paused'
  | 'succeeded'
  | 'canceled'
  | 'failed';

type Row = Readonly<Partial<Record<JobEvent['type'], Stage>>>;

/** A job is created running; what stands in no row is illegal. */
export const LEGAL: Readonly<Record<Stage, Row>> = {
  running: {
    JobClaimed: 'running',
    JobClaimReleased: 'running',
    JobProgressed: 'running',
    JobAttemptFailed: 'running',
    JobPauseRequested: 'pause-requested',
    JobCancelRequested: 'cancel-requested',
    JobReverting: 'undoing',
    JobSucceeded: 'succeeded',
  },
  'pause-requested': {
    JobClaimReleased: 'pause-requested',
    JobPaused: 'paused',
  },
  paused: {
    JobResumed: 'running',
    JobCancelRequested: 'cancel-requested',
  },
  'cancel-requested': {
    JobClaimReleased: 'cancel-requested',
    JobReverting: 'undoing',
  },
  undoing: {
    JobClaimed: 'undoing',
    JobClaimReleased: 'undoing',
    JobProgressed: 'undoing',
    JobAttemptFailed: 'undoing',
    JobPauseRequested: 'undoing, pause-requested',
    JobCanceled: 'canceled',
    JobFailed: 'failed',
  },
  'undoing, pause-requested': {
    JobClaimReleased: 'undoing, pause-requested',
    JobPaused: 'undoing, paused',
  },
  'undoing, paused': {
    JobRevertResumed: 'undoing',
  },
  succeeded: {},
  canceled: {},
  failed: {},
};

export const TERMINAL: ReadonlySet<Stage> = new Set(['succeeded', 'canceled', 'failed']);
