// The job types that simulated clusters run: a few steps, each a row in the world and a checkpoint;
// undone by fencing the world off and taking the rows away. The details say how a job behaves.
import { sleep, type Direction, type JobId, type Json } from '@rescind/shared';
import {
  defineJob,
  pauseSelf,
  permanent,
  retryLater,
  type JobContext,
  type JobDefinition,
} from '@rescind/worker';
import type { SimDetails } from './sim-job/details.ts';
import { WorldUnavailableError, type World } from './world.ts';

export const SIM_TYPE = 'sim';
/** Jobs of this type cannot be canceled. */
export const FIXED_TYPE = 'fixed';

/** What an execution tells of itself. */
export interface Notebook {
  runStarted(job: JobId, fence: number, direction: Direction): void;
  runSettled(job: JobId, fence: number, direction: Direction): void;
  /** Its signal has fired; told of forward runs only. */
  stopAsked(job: JobId, fence: number): void;
}

/** A world that does not answer is asked again after so long. */
const RETRY_MS = 150;

/** Both types, working on `world`. */
export function createSimJobs(world: World, notebook: Notebook): readonly JobDefinition[] {
  const noted = async (
    type: string,
    context: JobContext<Json>,
    direction: Direction,
    handle: (run: Run) => Promise<void>,
  ): Promise<void> => {
    const { jobId, fence } = context;
    notebook.runStarted(jobId, fence, direction);
    // A revert that never looks at its signal is a case of its own, so it is left alone.
    if (direction === 'forward') {
      const tell = (): void => notebook.stopAsked(jobId, fence);
      context.signal.addEventListener('abort', tell, { once: true });
    }
    try {
      const details = context.details as unknown as SimDetails;
      await handle({ context, world, details, isFixed: type === FIXED_TYPE });
    } finally {
      notebook.runSettled(jobId, fence, direction);
    }
  };
  return [SIM_TYPE, FIXED_TYPE].map((type) =>
    defineJob({
      type,
      cancelable: type !== FIXED_TYPE,
      resume: (context) => noted(type, context, 'forward', resume),
      onFailOrCancel: (context) => noted(type, context, 'backward', undo),
    }),
  ) as readonly JobDefinition[];
}

interface Run {
  readonly context: JobContext<Json>;
  readonly world: World;
  readonly details: SimDetails;
  /** Not cancelable: whatever fails is tried again, for ever if it must. */
  readonly isFixed: boolean;
}

/** What a checkpoint of a forward run holds. */
interface Saved {
  readonly done: number;
  /** It has asked to be paused once; it does not ask again. */
  readonly paused?: true;
}

async function resume(run: Run): Promise<void> {
  const { context, world, details } = run;
  const { jobId, fence } = context;
  await insist(run, () => world.fence(jobId, fence));
  const saved = (context.saved ?? { done: 0 }) as unknown as Saved;
  for (let step = saved.done; step < details.steps; step++) {
    if (!(await work(run, details.stepMs))) return;
    if (details.failAt === step) await fail(run, saved);
    await unlessAbandoned(
      run,
      insist(run, () => world.write(jobId, fence, step)),
    );
    await keep(run, { ...saved, done: step + 1 });
  }
}

/** Works for `ms`. False when it was asked to stop and this job's way is to return then. */
async function work(run: Run, ms: number): Promise<boolean> {
  const { context, details } = run;
  const { clock, signal } = context;
  try {
    await sleep(clock, ms, signal);
    return true;
  } catch (reason) {
    switch (details.obeys) {
      case 'at-once':
      case 'by-abandoning':
        throw reason;
      case 'late':
        await sleep(clock, details.ignoreMs);
        throw reason;
      case 'by-returning':
        return false;
      case 'by-failing':
        return failBadly();
    }
  }
}

/** An error that does not say that it has to do with the signal. */
function failBadly(): never {
  throw new Error('stopped in a bad moment');
}

async function keep({ context, details }: Run, saved: Saved): Promise<void> {
  await context.checkpoint(saved as unknown as Json, { fraction: saved.done / details.steps });
}

/** Fails as the details say, but no job fails for ever that could not end then. */
async function fail(run: Run, saved: Saved): Promise<void> {
  const { context, details, isFixed } = run;
  if (isFixed && context.attempt > 2) return;
  switch (details.failure) {
    case 'error':
      throw new Error(`step ${saved.done} failed`);
    case 'not-an-error':
      // oxlint-disable-next-line typescript/only-throw-error -- handlers do such things
      throw { step: saved.done };
    case 'permanent':
      throw permanent(new Error('there is no way'));
    case 'retry':
      if (context.attempt <= 2) throw retryLater(new Error('not now'));
      return;
    case 'pause':
      if (saved.paused === true) return;
      await keep(run, { ...saved, paused: true });
      throw pauseSelf('look at this first');
  }
}

async function undo(run: Run): Promise<void> {
  const { context, world, details } = run;
  const { jobId, fence, attempt } = context;
  const rows = await insist(run, () => world.rows(jobId, fence));
  const fails = attempt <= details.cleanupFailures;
  for (const [index, row] of rows.entries()) {
    if (fails && index >= rows.length / 2) break;
    if (!(await work(run, details.cleanupMs))) return;
    await insist(run, () => world.remove(jobId, fence, row));
  }
  if (!fails) return;
  // oxlint-disable-next-line typescript/only-throw-error -- handlers do such things
  throw details.failure === 'not-an-error' ? 'cleanup' : new Error('the cleanup failed');
}

/** A job that abandons what it has begun: it stops at once, and its last write is under way. */
function unlessAbandoned({ context, details }: Run, write: Promise<void>): Promise<void> {
  if (details.obeys !== 'by-abandoning') return write;
  const { signal } = context;
  return new Promise((resolve, reject) => {
    const abandon = (): void => reject(signal.reason as Error);
    if (signal.aborted) abandon();
    signal.addEventListener('abort', abandon, { once: true });
    write.then(resolve, reject);
  });
}

/** Asks the world until it answers, or until the run has to stop. */
async function insist<Answer>(run: Run, ask: () => Promise<Answer>): Promise<Answer> {
  const { clock, signal } = run.context;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof WorldUnavailableError)) throw error;
    }
    signal.throwIfAborted();
    await sleep(clock, RETRY_MS);
  }
}
