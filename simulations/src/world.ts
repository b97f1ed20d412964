// PORT: the outside system that simulated jobs work on. It holds rows for each job and refuses
// whoever comes with a token below the highest it has seen for the job.
import type { JobId } from '@rescind/shared';

export interface World {
  /** Raises the job's token: whoever has a lower one is refused from now on. */
  fence(job: JobId, token: number): Promise<void>;
  /** Puts a row; again, nothing changes. */
  write(job: JobId, token: number, row: number): Promise<void>;
  /** Takes a row away; again, nothing changes. */
  remove(job: JobId, token: number, row: number): Promise<void>;
  /** The job's rows, for whoever may still act. */
  rows(job: JobId, token: number): Promise<readonly number[]>;
}

/** Somebody with a higher token acts for the job now. */
export class FencedOffError extends Error {
  override readonly name = 'FencedOffError';
}

/** It cannot be reached, or has not answered: whether it was done is unknown. */
export class WorldUnavailableError extends Error {
  override readonly name = 'WorldUnavailableError';
}
