// The job that clears the data of what was dropped. It cannot be canceled: nobody else would do it.
import type { ClusterEvent } from '../../cluster/events.ts';
import type { ClusterView } from '../../cluster/state.ts';
import type { Stamp } from '../../job/evolve-job.ts';
import { encodeIds } from '../../job/id-list.ts';
import { nextJobId, type JobId } from '../../job/job-id.ts';
import type { Json } from '../../json.ts';
import type { Table } from '../descriptor.ts';
import { SCHEMA_CHANGE_GC, type GcDetails } from '../job-details.ts';

export interface Garbage {
  readonly tables: readonly Table[];
  /** The job whose objects are to go with them. */
  readonly job: JobId | null;
  /** What they were dropped by: `GC for <cause>` is the job's description. */
  readonly cause: string;
  readonly owner: string;
}

export function gcJob(
  view: ClusterView,
  { tables, job, cause, owner }: Garbage,
  { at, n }: Stamp,
): ClusterEvent {
  const details: GcDetails = {
    tables: tables.map(({ id, layers }) => ({ id, layers })),
    job,
    droppedIn: n,
  };
  return {
    type: 'JobCreated',
    jobs: encodeIds([nextJobId(view.lastJobId, at)]),
    jobType: SCHEMA_CHANGE_GC,
    details: [details as unknown as Json],
    by: { user: owner },
    description: `GC for ${cause}`,
    cancelable: false,
  };
}
