// One run of a handler for one claim: its signal, its notes and its end. It never starts another,
// and it ends only when the handler's promise has settled, whatever its signal said before.
//
// Many thousand of them begin and end in a second, so an execution is a plain record with functions
// for it, and what a handler may never touch (signal, notes) is made when it does.
import type { Clock, Direction, JobEffect, Json, Task, TaskSpec } from '@rescind/shared';
import type { JobContext, Progress } from './context.ts';
import type { JobDefinition, JobResult } from './define-job.ts';
import { checkDetails } from './details.ts';
import { permanent } from './marks.ts';
import { createNotes, type Notes } from './notes.ts';
import { outcomeOf, type Outcome, type Settled } from './outcome.ts';
import type { Outbox } from './outbox.ts';
import type { Pace } from './pace.ts';
import { StopRequested, type StopKind } from './stop-requested.ts';

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

/** Changed by the functions of this file alone. */
export interface Execution {
  readonly task: Task;
  readonly spec: TaskSpec;
  readonly direction: Direction;
  readonly definition: JobDefinition;
  readonly around: Surroundings;
  /** The signal's reason, from the moment it fired. */
  stop: StopRequested | null;
  /** What is known by now of why. */
  stopKind: StopKind;
  /** Whether the handler can have noticed a stop. */
  sawStop: boolean;
  /** The handler has settled: whatever it left running has no say any more. */
  over: boolean;
  controller: AbortController | null;
  notes: Notes | null;
  saved: Json;
}

export function createExecution(
  task: Task,
  spec: TaskSpec,
  direction: Direction,
  where: { readonly definition: JobDefinition; readonly around: Surroundings },
): Execution {
  return {
    task,
    spec,
    direction,
    definition: where.definition,
    around: where.around,
    stop: null,
    stopKind: 'claim-lost',
    sawStop: false,
    over: false,
    controller: null,
    notes: null,
    saved: spec.checkpoint,
  };
}

/** Calls the handler. Nothing is thrown, and the execution never settles before this returns. */
export async function beginExecution(execution: Execution): Promise<void> {
  let settled: Settled = { ok: true };
  try {
    const result = await callHandler(execution);
    if (result?.effect !== undefined) settled = { ok: true, effect: result.effect };
  } catch (error) {
    settled = { ok: false, error };
  }
  const { stop, stopKind, direction, sawStop } = execution;
  execution.over = true;
  // Of a run that was stopped nothing is written any more; a completed one needs no fraction.
  execution.notes?.finish(stop === null && !settled.ok);
  const outcome = outcomeOf({
    direction,
    settled,
    stop: stop === null ? null : { reason: stop, kind: stopKind },
    sawStop,
  });
  execution.around.onSettled(execution, outcome);
}

/** Fires the signal before it returns. Asked again it only learns better why. */
export function stopExecution(execution: Execution, kind: StopKind): void {
  if (execution.over) return;
  if (execution.stop !== null) {
    // What was asked of the job outlives a guess: it decides what its error is worth.
    const isGuess = execution.stopKind === 'claim-lost';
    if (isGuess && (kind === 'cancel' || kind === 'pause')) execution.stopKind = kind;
    return;
  }
  const reason = new StopRequested(kind);
  execution.stopKind = kind;
  execution.stop = reason;
  execution.around.onStopping(execution);
  if (execution.notes?.stop(reason) === true) execution.sawStop = true;
  execution.controller?.abort(reason);
}

async function callHandler(execution: Execution): Promise<JobResult | undefined> {
  const { definition, spec, direction } = execution;
  let details: unknown = spec.details;
  if (definition.details !== undefined) {
    const checked = checkDetails(spec.type, definition.details, details);
    const result = checked instanceof Promise ? await checked : checked;
    if (!result.ok) {
      refuse(execution, result.sentence);
      return undefined;
    }
    details = result.details;
  }
  if (execution.stop !== null) throw execution.stop;
  const context = contextOf(execution, details);
  const result = await (direction === 'forward'
    ? definition.resume(context)
    : definition.onFailOrCancel(context));
  // A handler of plain JavaScript may return anything.
  return typeof result === 'object' && result !== null ? result : undefined;
}

/**
 * Details the schema refuses. Forward they fail the job for good. Backward such a job has never
 * run under this schema, so there is nothing to take back and its revert is done; but a checkpoint
 * says that it did run: then the schema has become narrower since, and taking the cleanup for done
 * would leave the work behind for ever.
 */
function refuse({ direction, spec, stop }: Execution, sentence: string): void {
  if (stop !== null) throw stop;
  if (direction === 'forward') throw permanent(sentence);
  if (spec.checkpoint !== null) throw new Error(`${sentence}; the job has run with them before`);
}

function contextOf(execution: Execution, details: unknown): JobContext {
  const { task, spec, around } = execution;
  return {
    jobId: task.job,
    details,
    get saved() {
      return execution.saved;
    },
    get signal() {
      return signalOf(execution);
    },
    fence: task.fence,
    position: task.n,
    epoch: task.epoch,
    attempt: spec.runs,
    owner: spec.owner,
    description: spec.description,
    clock: around.clock,
    progress(fraction, runningStatus) {
      if (execution.stop !== null || execution.over) return;
      const progress = runningStatus === undefined ? { fraction } : { fraction, runningStatus };
      notesOf(execution).progress(progress);
    },
    checkpoint(value, progress = {}, effect) {
      const kept = keep(execution, value, progress, effect);
      // One that nobody awaits must not end the process when the run is stopped.
      kept.catch(() => undefined);
      return kept;
    },
    log: (line) => around.log(`job ${task.job}: ${line}`),
  };
}

function signalOf(execution: Execution): AbortSignal {
  execution.sawStop = true;
  const { stop } = execution;
  execution.controller ??= new AbortController();
  const { signal } = execution.controller;
  if (stop !== null && !signal.aborted) execution.controller.abort(stop);
  return signal;
}

function keep(
  execution: Execution,
  value: Json,
  progress: Progress,
  effect: JobEffect | undefined,
): Promise<void> {
  if (execution.over) return Promise.reject(new Error('this run has ended'));
  if (execution.stop === null) return notesOf(execution).checkpoint(value, progress, effect);
  execution.sawStop = true;
  return Promise.reject(execution.stop);
}

function notesOf(execution: Execution): Notes {
  const { task, around } = execution;
  execution.notes ??= createNotes({
    job: task.job,
    fence: task.fence,
    clock: around.clock,
    outbox: around.outbox,
    pace: around.pace,
    onSaved: (checkpoint) => {
      execution.saved = checkpoint;
    },
    onStale: () => stopExecution(execution, 'claim-lost'),
  });
  return execution.notes;
}
