// The jobs a session has a claim on: for each its actor, and beside it the one execution. The
// work a job's place asks for is compared with the work that runs after every message, and a
// handler starts only when the job's former one has settled.
import {
  wanted,
  type Direction,
  type JobId,
  type Place,
  type Task,
  type TimerId,
} from '@rescind/shared';
import type { JobDefinition } from './define-job.ts';
import type { EndedClaims } from './ended-claims.ts';
import {
  beginExecution,
  createExecution,
  stopExecution,
  type Execution,
  type Surroundings,
} from './execution.ts';
import { createJobActor, type JobActor } from './job-actor.ts';
import type { Outcome } from './outcome.ts';
import type { StopKind } from './stop-requested.ts';

interface Held {
  readonly actor: JobActor;
  /** The newest that is known of it. */
  task: Task;
  run: Execution | null;
  /** Fence of the execution whose last report is on its way; 0 when none is. */
  saidLast: number;
  /** Fence up to which the leader has said that the claim is gone. */
  goneUpTo: number;
}

export interface HeldJob {
  readonly job: JobId;
  readonly fence: number;
  readonly place: Place;
  /** What its handler is doing, null when none runs. */
  readonly running: Direction | null;
}

export interface Executions {
  /** Tasks as the leader tells them; `asked` when they answer a heartbeat of ours. */
  apply(tasks: readonly Task[], asked: boolean): void;
  /** Claims that are gone, as of a heartbeat that said it holds `sent`. */
  drop(jobs: readonly JobId[], sent: readonly (readonly [JobId, number])[]): void;
  /** What a heartbeat says: the newest fence of every job held. */
  holds(): readonly (readonly [JobId, number])[];
  list(): readonly HeldJob[];
  /** Fires every signal and takes no more tasks. */
  stopAll(kind: StopKind): void;
  /** Resolves when no handler runs. */
  idle(): Promise<void>;
}

export interface ExecutionsOptions extends Omit<Surroundings, 'onSettled'> {
  readonly worker: string;
  readonly jobs: ReadonlyMap<string, JobDefinition>;
  readonly ended: EndedClaims;
  /** Number of the newest commit the leader has answered with. */
  readonly position: () => number;
  readonly onSettled: (execution: Execution) => void;
}

/** What actors have not heard yet, at most; and how much of it they hear in one turn. */
const UNHEARD_MAX = 20_000;
const UNHEARD_TURN = 256;

export function createExecutions(options: ExecutionsOptions): Executions {
  const { outbox, ended, log } = options;
  const held = new Map<JobId, Held>();
  let running = 0;
  let closed = false;
  let waiters: (() => void)[] = [];
  const unheard: (readonly [Held, Task])[] = [];
  let catchUpTimer: TimerId | undefined;

  const forget = (one: Held): void => {
    if (held.get(one.task.job) === one) held.delete(one.task.job);
  };

  /** Says the last word on an execution; whoever asks for it again gets no other. */
  const sayLast = (one: Held, { job, fence }: Task, outcome: Outcome): void => {
    one.saidLast = fence;
    outbox.post({
      size:
        outcome.kind === 'failed' || outcome.kind === 'revert-failed'
          ? 500 + outcome.error.length
          : 100,
      report: () => ({ job, fence, ...outcome }),
      answered() {
        // Accepted or stale: that execution is over. A newer claim may be under way already.
        ended.add(job, fence, options.position());
        if (one.run === null && one.task.fence === fence) forget(one);
      },
    });
  };

  const onSettled = (execution: Execution, outcome: Outcome): void => {
    running--;
    options.onSettled(execution);
    const { task } = execution;
    // A job stays held while a handler of it runs, whatever is said of the claim meanwhile.
    const one = held.get(task.job)!;
    one.run = null;
    // With a newer fence known, or the claim gone, nobody listens to this one any more.
    if (one.task.fence === task.fence && isHeld(one)) sayLast(one, task, outcome);
    else ended.add(task.job, task.fence, options.position());
    const next = reconcile(one);
    if (next !== null) void beginExecution(next);
    if (running > 0) return;
    for (const resolve of waiters) resolve();
    waiters = [];
  };

  const around: Surroundings = {
    clock: options.clock,
    outbox,
    pace: options.pace,
    log,
    onStopping: options.onStopping,
    onSettled,
  };

  /** Stops what is not wanted, or prepares what is: the execution to begin, if there is one. */
  const reconcile = (one: Held): Execution | null => {
    const { task, run } = one;
    const want = wanted(task.place);
    if (run !== null) {
      if (run.task.fence !== task.fence || run.direction !== want) {
        stopExecution(run, stopKind(run, task));
      }
      return null;
    }
    if (!isHeld(one)) {
      forget(one);
      return null;
    }
    if (closed || one.saidLast === task.fence) return null;
    if (want === 'none') {
      // Asked to stop what never started here.
      sayLast(one, task, { kind: 'stopped' });
      return null;
    }
    return prepare(one, want);
  };

  const prepare = (one: Held, direction: Direction): Execution | null => {
    const { task } = one;
    const { spec } = task;
    if (spec === undefined) {
      log(`job ${task.job}: the leader says what to do but not for which job type`);
      return null;
    }
    const definition = options.jobs.get(spec.type);
    if (definition === undefined) {
      const error = `worker ${options.worker} cannot run jobs of type "${spec.type}"`;
      sayLast(
        one,
        task,
        direction === 'forward'
          ? { kind: 'failed', error, mark: 'permanent' }
          : { kind: 'revert-failed', error },
      );
      return null;
    }
    running++;
    one.run = createExecution(task, spec, direction, { definition, around });
    return one.run;
  };

  /**
   * Actors hear of it after all signals: a machine's step costs as much as several of those, and
   * where it leads is known. Whoever looks at an actor before that makes it catch up.
   */
  const tellActor = (one: Held, task: Task): void => {
    unheard.push([one, task]);
    if (unheard.length >= UNHEARD_MAX) catchUp(unheard.length);
    else catchUpTimer ??= options.clock.setTimeout(catchUpSome, 0);
  };

  const catchUp = (count: number): void => {
    for (const [one, { job, event, place }] of unheard.splice(0, count)) {
      if (held.get(job) === one) one.actor.follow(event, place);
    }
  };

  const catchUpSome = (): void => {
    catchUpTimer = undefined;
    catchUp(UNHEARD_TURN);
    if (unheard.length > 0) catchUpTimer = options.clock.setTimeout(catchUpSome, 0);
  };

  /** Learns of one task; null when it says nothing new. */
  const learn = (task: Task, asked: boolean): Held | null => {
    const known = held.get(task.job);
    if (known === undefined) {
      if (ended.includes(task, asked) || !isClaimed(task.place)) return null;
      const one: Held = {
        actor: createJobActor(task.job, task.place),
        task,
        run: null,
        saidLast: 0,
        goneUpTo: 0,
      };
      held.set(task.job, one);
      return one;
    }
    const { fence, n } = known.task;
    if (task.fence < fence || (task.fence === fence && task.n < n)) return null;
    const isNews = task.event !== null || task.place !== known.task.place;
    known.task = task;
    if (isNews) tellActor(known, task);
    return known;
  };

  return {
    apply(tasks, asked) {
      if (closed) return;
      const begin: Execution[] = [];
      for (const task of tasks) {
        const one = learn(task, asked);
        const execution = one === null ? null : reconcile(one);
        if (execution !== null) begin.push(execution);
      }
      // Every signal of the message has fired before any handler is called: those may take long.
      for (const execution of begin) void beginExecution(execution);
    },
    drop(jobs, sent) {
      if (jobs.length === 0) return;
      const fences = new Map(sent);
      for (const job of jobs) {
        const one = held.get(job);
        // The answer may be old: a claim we have got since is not meant.
        if (one === undefined || one.task.fence > (fences.get(job) ?? 0)) continue;
        one.goneUpTo = one.task.fence;
        if (one.run !== null) stopExecution(one.run, 'claim-lost');
        // One whose last report is on its way goes when that is answered.
        else if (one.saidLast !== one.task.fence) forget(one);
      }
    },
    holds: () => Array.from(held.values(), ({ task }) => [task.job, task.fence] as const),
    list() {
      catchUp(unheard.length);
      return Array.from(held.values(), ({ task, actor, run }) => ({
        job: task.job,
        fence: task.fence,
        place: actor.place,
        running: run?.direction ?? null,
      }));
    },
    stopAll(kind) {
      closed = true;
      for (const { run } of held.values()) if (run !== null) stopExecution(run, kind);
    },
    idle: () =>
      running === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiters.push(resolve);
          }),
  };
}

function isHeld({ task, goneUpTo }: Held): boolean {
  return task.fence > goneUpTo && isClaimed(task.place);
}

/** Places in which a session can hold a job: elsewhere it rests or has ended. */
function isClaimed(place: Place): boolean {
  return wanted(place) !== 'none' || place.endsWith('Requested');
}

function stopKind(run: Execution, task: Task): StopKind {
  if (run.task.fence !== task.fence) return 'claim-lost';
  if (task.place === 'forward.cancelRequested') return 'cancel';
  return task.place.endsWith('pauseRequested') ? 'pause' : 'claim-lost';
}
