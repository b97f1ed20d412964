// A job type whose executions are told of: of the production's own types nobody else would say when
// a run of theirs begins and ends.
import type { JobContext, JobDefinition } from '@rescind/worker';
import type { Direction } from '@rescind/shared';
import type { Notebook } from '../sim-job.ts';

export function notedJob(job: JobDefinition, notebook: Notebook): JobDefinition {
  const noted = async <Result>(
    { jobId, fence, signal }: JobContext,
    direction: Direction,
    run: () => Promise<Result> | Result,
  ): Promise<Result> => {
    notebook.runStarted(jobId, fence, direction);
    if (direction === 'forward') {
      signal.addEventListener('abort', () => notebook.stopAsked(jobId, fence), { once: true });
    }
    try {
      return await run();
    } finally {
      notebook.runSettled(jobId, fence, direction);
    }
  };
  return {
    ...job,
    resume: (context) => noted(context, 'forward', () => job.resume(context)),
    onFailOrCancel: (context) => noted(context, 'backward', () => job.onFailOrCancel(context)),
  };
}
