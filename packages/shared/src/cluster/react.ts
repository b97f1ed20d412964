// What ought to be under way now: a function of a job as it is, not of what just happened, so a
// lost message or a crash is repaired by asking again.
import type { JobId } from '../job/job-id.ts';
import type { Job } from '../job/job.ts';
import { wanted, type Direction } from '../job/place.ts';

/** What the holder of a claim should be doing for a job. */
export interface Effect {
  readonly session: string;
  readonly job: JobId;
  readonly epoch: number;
  readonly fence: number;
  /** `none`: stop what runs and say so. */
  readonly run: Direction | 'none';
}

/** The effect a job asks for, or null when no session holds it. */
export function react(job: Job): Effect | null {
  if (job.session === null) return null;
  return {
    session: job.session,
    job: job.id,
    epoch: job.epoch,
    fence: job.fence,
    run: wanted(job.place),
  };
}
