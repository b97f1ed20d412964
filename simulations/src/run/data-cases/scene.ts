// What a case is met in: a run told event by event, with the jobs that have not ended by then.
import type { ClusterEvent, Commit } from '@rescind/shared';
import type { KnownJob } from '../../checkers/job-book.ts';

export interface Scene {
  /** Whether there is such a job that has not ended. */
  readonly active: (is: (job: KnownJob) => boolean) => boolean;
  readonly met: (what: string) => void;
}

export interface Watch {
  /** An event, before it has changed anything. */
  event(event: ClusterEvent, commit: Commit): void;
  /** A job that has ended in a commit, in which `made` were made; all of it is folded. */
  ended(job: KnownJob, made: readonly KnownJob[]): void;
}
