// The job types of the benchmark, as a module that worker processes load. What they note goes to
// the worker's standard output, stamped by the clock all processes share.
import { defineJob, type JobDefinition } from '@rescind/worker';
import { NOOP, START, WAIT } from './rig/commands.ts';
import { machineMs } from './rig/machine-clock.ts';

/** What a handler notes: that it has begun, that its signal has fired. */
export interface Note {
  readonly note: 'started' | 'signal';
  readonly job: string;
  /** See machine-clock.ts. */
  readonly at: number;
}

function note(what: Note['note'], job: string): void {
  const said: Note = { note: what, job, at: machineMs() };
  process.stdout.write(`${JSON.stringify(said)}\n`);
}

const nothing = (): void => undefined;

const jobs: readonly JobDefinition[] = [
  defineJob({ type: NOOP, resume: nothing, onFailOrCancel: nothing }),
  defineJob({
    type: START,
    resume: ({ jobId }) => note('started', jobId),
    onFailOrCancel: nothing,
  }),
  defineJob({
    type: WAIT,
    resume: ({ jobId, signal }) =>
      new Promise<void>((_, reject) => {
        signal.addEventListener('abort', () => {
          note('signal', jobId);
          reject(signal.reason as Error);
        });
        note('started', jobId);
      }),
    onFailOrCancel: nothing,
  }),
] as readonly JobDefinition[];

// oxlint-disable-next-line import/no-default-export -- it is how a job module says what it defines
export default jobs;
