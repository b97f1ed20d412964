// The life of a job, written once, as an XState statechart. It has two halves: `forward` (the job
// does its work) and `backward` (it takes its work back). No guards, actions, timers or invokes:
// an event names its outcome, and the decision that chose it lives in `decide`.
import { setup } from 'xstate';
import type { JobStatus } from './status.ts';

/** What can happen to a job; the payloads are in events.ts, the chart needs only the names. */
export const CHART_EVENTS = [
  'JobClaimed',
  'JobClaimReleased',
  'JobProgressed',
  'JobAttemptFailed',
  'JobPauseRequested',
  'JobPaused',
  'JobResumed',
  'JobRevertResumed',
  'JobCancelRequested',
  'JobReverting',
  'JobSucceeded',
  'JobCanceled',
  'JobFailed',
] as const;

export type ChartEventType = (typeof CHART_EVENTS)[number];

const status = (name: JobStatus): JobStatus[] => [name];

/** Stays where it is: the event says something of the claim or the progress, not of the status. */
const STAY = {} as const;

export const chart = setup({
  types: { events: {} as { type: ChartEventType }, tags: {} as JobStatus },
}).createMachine({
  id: 'job',
  initial: 'forward',
  states: {
    forward: {
      initial: 'running',
      states: {
        pending: {
          tags: status('pending'),
          on: {
            JobClaimed: 'running',
            JobClaimReleased: STAY,
            JobPauseRequested: 'pauseRequested',
            JobCancelRequested: 'cancelRequested',
            JobSucceeded: '#job.succeeded',
            JobReverting: '#job.backward.reverting',
          },
        },
        running: {
          tags: status('running'),
          on: {
            JobClaimed: STAY,
            JobClaimReleased: STAY,
            JobProgressed: STAY,
            JobAttemptFailed: STAY,
            JobPauseRequested: 'pauseRequested',
            JobCancelRequested: 'cancelRequested',
            JobSucceeded: '#job.succeeded',
            JobReverting: '#job.backward.reverting',
          },
        },
        pauseRequested: {
          tags: status('pause-requested'),
          on: { JobClaimReleased: STAY, JobPaused: 'paused' },
        },
        paused: {
          tags: status('paused'),
          on: { JobResumed: 'running', JobCancelRequested: 'cancelRequested' },
        },
        cancelRequested: {
          tags: status('cancel-requested'),
          on: { JobClaimReleased: STAY, JobReverting: '#job.backward.reverting' },
        },
      },
    },
    backward: {
      initial: 'reverting',
      states: {
        reverting: {
          tags: status('reverting'),
          on: {
            JobClaimed: STAY,
            JobClaimReleased: STAY,
            JobProgressed: STAY,
            JobAttemptFailed: STAY,
            JobPauseRequested: 'pauseRequested',
            JobCanceled: '#job.canceled',
            JobFailed: '#job.failed',
          },
        },
        pauseRequested: {
          tags: status('pause-requested'),
          on: { JobClaimReleased: STAY, JobPaused: 'paused' },
        },
        paused: { tags: status('paused'), on: { JobRevertResumed: 'reverting' } },
      },
    },
    succeeded: { type: 'final', tags: status('succeeded') },
    canceled: { type: 'final', tags: status('canceled') },
    failed: { type: 'final', tags: status('failed') },
    // Nobody enters it: a revert that fails is tried again for ever (CockroachDB since 21.2).
    revertFailed: { type: 'final', tags: status('revert-failed') },
  },
});
