// What can have happened to jobs. An event names one or many jobs, and what it says holds for
// each of them: a bulk CANCEL of 100,000 jobs is one event. The type's name is its version: a
// changed meaning gets a new name (`JobPaused/2`), and readers that do not know it refuse to lead.
import type { Json } from '../json.ts';
import type { ScheduleId } from './schedule-id.ts';
import type { IdList } from './id-list.ts';
import type { Actor, Cause } from './job.ts';

interface OfJobs {
  readonly jobs: IdList;
}

export type JobEvent =
  /** New jobs of one type; `details[i]` belongs to the i-th id. They start out running. */
  | (OfJobs & {
      readonly type: 'JobCreated';
      readonly jobType: string;
      readonly details: readonly Json[];
      readonly by: Actor;
      readonly description?: string;
      readonly cancelable?: false;
      /** The schedule that made them. */
      readonly schedule?: ScheduleId;
    })
  /** A session has the job: epoch and fence rise, the run is counted before it starts. */
  | (OfJobs & { readonly type: 'JobClaimed'; readonly session: string })
  /** The claim ended without an outcome: drained, expired, or its session left. */
  | (OfJobs & { readonly type: 'JobClaimReleased'; readonly reason: ReleaseReason })
  | (OfJobs & {
      readonly type: 'JobProgressed';
      readonly fraction?: number;
      readonly checkpoint?: Json;
      readonly runningStatus?: string;
    })
  /** A run ended with an error that does not decide the job: it will be tried again. */
  | (OfJobs & { readonly type: 'JobAttemptFailed'; readonly error: string })
  | (OfJobs & { readonly type: 'JobPauseRequested'; readonly by: Actor; readonly reason?: string })
  /** `revertDone`: the revert had ended when the pause was served; RESUME only settles it. */
  | (OfJobs & { readonly type: 'JobPaused'; readonly revertDone?: true; readonly error?: string })
  | (OfJobs & { readonly type: 'JobResumed'; readonly by: Actor })
  | (OfJobs & { readonly type: 'JobRevertResumed'; readonly by: Actor })
  | (OfJobs & { readonly type: 'JobCancelRequested'; readonly by: Actor; readonly reason?: string })
  /** `runError`: how the run ended after a CANCEL had been answered; it does not change the end. */
  | (OfJobs & { readonly type: 'JobReverting'; readonly cause: Cause; readonly runError?: string })
  | (OfJobs & { readonly type: 'JobSucceeded' })
  | (OfJobs & { readonly type: 'JobCanceled' })
  | (OfJobs & { readonly type: 'JobFailed' });

export type ReleaseReason = 'stopped' | 'left' | 'expired' | 'ignored-signal';

/** Every event type that names jobs; a type outside of all known ones stops the reader. */
export const JOB_EVENT_TYPES: readonly JobEvent['type'][] = [
  'JobCreated',
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
];
