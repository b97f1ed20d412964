// One run of a handler for one claim: its signal, its notes and its end. It never starts another,
// and it ends only when the handler's promise has settled, whatever its signal said before.
import type { Clock, Direction, Json, Task, TaskSpec } from '@rescind/shared';
import type { JobContext, Progress } from './context.ts';
import type { JobDefinition } from './define-job.ts';
import { checkDetails } from './details.ts';
import { permanent } from './marks.ts';
import { createNotes, type Notes } from './notes.ts';
import { outcomeOf, type Outcome, type Settled } from './outcome.ts';
import type { Outbox } from './outbox.ts';
import type { Pace } from './pace.ts';
import { StopRequested, type StopKind } from './stop-requested.ts';

export interface Execution {
  readonly task: Task;
  readonly direction: Direction;
  /** True from the moment it was asked to stop. */
  readonly stopping: boolean;
  /** Calls the handler. Nothing is thrown, and it never settles before this returns. */
  begin(): void;
  /** Fires the signal before it returns. Asked again it only learns better why. */
  stop(kind: StopKind): void;
}

/** What all executions of a session share. */
export interface Surroundings {
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly pace: Pace;
  readonly log: (line: string) => void;
  /** Called once when the signal fires. */
  readonly onStopping: (execution: Execution) => void;
  /** Called once, when the handler has settled. */
  readonly onSettled: (execution: Execution, outcome: Outcome) => void;
}

export interface ExecutionOptions {
  readonly task: Task;
  readonly spec: TaskSpec;
  readonly direction: Direction;
  readonly definition: JobDefinition;
}

/** What a handler may never touch (signal, notes) is made when it does: jobs are many. */
export function createExecution(options: ExecutionOptions, around: Surroundings): Execution {
  const { task, spec, direction, definition } = options;
  let reason: StopRequested | null = null;
  let kind: StopKind = 'claim-lost';
  let controller: AbortController | null = null;
  /** Whether the handler can have noticed a stop. */
  let sawStop = false;
  /** The handler has settled: whatever it left running has no say any more. */
  let over = false;
  let notes: Notes | null = null;
  let saved: Json = spec.checkpoint;

  const writeNotes = (): Notes => {
    notes ??= createNotes({
      job: task.job,
      fence: task.fence,
      clock: around.clock,
      outbox: around.outbox,
      pace: around.pace,
      onSaved: (checkpoint) => {
        saved = checkpoint;
      },
      onStale: () => execution.stop('claim-lost'),
    });
    return notes;
  };

  const signal = (): AbortSignal => {
    sawStop = true;
    controller ??= new AbortController();
    if (reason !== null && !controller.signal.aborted) controller.abort(reason);
    return controller.signal;
  };

  const keep = (value: Json, progress: Progress): Promise<void> => {
    if (over) return Promise.reject(new Error('this run has ended'));
    if (reason === null) return writeNotes().checkpoint(value, progress);
    sawStop = true;
    return Promise.reject(reason);
  };

  const contextOf = (details: unknown): JobContext => ({
    jobId: task.job,
    details,
    get saved() {
      return saved;
    },
    get signal() {
      return signal();
    },
    fence: task.fence,
    epoch: task.epoch,
    attempt: spec.runs,
    owner: spec.owner,
    description: spec.description,
    clock: around.clock,
    progress(fraction, runningStatus) {
      if (reason !== null || over) return;
      writeNotes().progress(
        runningStatus === undefined ? { fraction } : { fraction, runningStatus },
      );
    },
    checkpoint(value, progress = {}) {
      const kept = keep(value, progress);
      // One that nobody awaits must not end the process when the run is stopped.
      kept.catch(() => undefined);
      return kept;
    },
    log: (line) => around.log(`job ${task.job}: ${line}`),
  });

  const run = async (): Promise<void> => {
    let details: unknown = spec.details;
    if (definition.details !== undefined) {
      const checked = checkDetails(spec.type, definition.details, details);
      const result = checked instanceof Promise ? await checked : checked;
      if (!result.ok) {
        refuse(options, result.sentence);
        return;
      }
      details = result.details;
    }
    if (reason !== null) throw reason as Error;
    await (direction === 'forward'
      ? definition.resume(contextOf(details))
      : definition.onFailOrCancel(contextOf(details)));
  };

  const settle = (settled: Settled): void => {
    over = true;
    const stop = reason === null ? null : { reason, kind };
    const outcome = outcomeOf({ direction, settled, stop, sawStop });
    // Of a run that was stopped nothing is written any more; a completed one needs no fraction.
    notes?.finish(reason === null && !settled.ok);
    around.onSettled(execution, outcome);
  };

  const execution: Execution = {
    task,
    direction,
    get stopping() {
      return reason !== null;
    },
    begin() {
      run().then(
        () => settle({ ok: true }),
        (error: unknown) => settle({ ok: false, error }),
      );
    },
    stop(why) {
      if (over) return;
      if (reason !== null) {
        // What was asked of the job outlives a guess: it decides what its error is worth.
        if (kind === 'claim-lost' && (why === 'cancel' || why === 'pause')) kind = why;
        return;
      }
      kind = why;
      reason = new StopRequested(why);
      around.onStopping(execution);
      if (notes?.stop(reason) === true) sawStop = true;
      controller?.abort(reason);
    },
  };
  return execution;
}

/**
 * Details the schema refuses. Forward they fail the job for good. Backward such a job has never
 * run under this schema, so there is nothing to take back and its revert is done; but a checkpoint
 * says that it did run: then the schema has become narrower since, and taking the cleanup for done
 * would leave the work behind for ever.
 */
function refuse({ direction, spec }: ExecutionOptions, sentence: string): void {
  if (direction === 'forward') throw permanent(sentence);
  if (spec.checkpoint !== null) throw new Error(`${sentence}; the job has run with them before`);
}
