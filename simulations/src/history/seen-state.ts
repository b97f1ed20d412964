// A coordinator's state as it can be compared with a fold of the log.
import type { ClusterState, Job, JobId } from '@rescind/shared';

export interface SeenState {
  /** Number of the newest commit it has folded. */
  readonly position: number;
  /** Number of jobs it knows. */
  readonly count: number;
  job(id: JobId): Job | undefined;
  readonly catalog: ClusterState['catalog'];
}
