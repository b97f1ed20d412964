// New jobs of one registered type, under ids that follow each other.
import type { Stamp } from '../../job/evolve-job.ts';
import { encodeIds, type IdList } from '../../job/id-list.ts';
import { nextJobId, shiftJobId } from '../../job/job-id.ts';
import { invalid } from '../../job/refusal.ts';
import type { CreateJobs } from '../commands.ts';
import { nothing, refuse, type Decision } from '../decision.ts';
import type { ClusterView } from '../state.ts';

/** A type counts as registered once a worker that can run it has joined the cluster. */
export function createJobs(view: ClusterView, command: CreateJobs, { at }: Stamp): Decision {
  const { jobType, details, by, description } = command;
  const type = view.jobType(jobType);
  if (type === undefined) {
    return refuse(
      invalid(
        `job type "${jobType}" is not registered: no worker of this cluster has announced it`,
        '42704',
        'Start a worker that defines the type, then try again.',
      ),
    );
  }
  if (details.length === 0) {
    return nothing({ ok: true, kind: 'created', jobs: '' as IdList });
  }
  const first = nextJobId(view.lastJobId, at);
  const jobs = details.length === 1 ? encodeIds([first]) : encodeRun(first, details.length);
  return {
    events: [
      {
        type: 'JobCreated',
        jobs,
        jobType,
        details,
        by,
        ...(description === undefined ? {} : { description }),
        ...(type.cancelable ? {} : { cancelable: false }),
      },
    ],
    answer: { ok: true, kind: 'created', jobs },
  };
}

function encodeRun(first: ReturnType<typeof nextJobId>, count: number): IdList {
  if (count === 2) return encodeIds([first, shiftJobId(first, 1)]);
  return `${first},1x${count - 1}` as IdList;
}
