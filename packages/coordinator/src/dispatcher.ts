// Tells claim holders how their jobs should be. Says nothing that is not in the log already, and
// may be lost: a heartbeat's answer says it again.
import {
  MESSAGE_VERSION,
  move,
  react,
  subjects,
  wanted,
  type Bus,
  type ChartEventType,
  type ClusterState,
  type Job,
  type JobChange,
  type JobId,
  type Json,
  type Task,
  type WorkerPush,
} from '@rescind/shared';

/**
 * Tasks of one message at most, and characters: even in three bytes each they stay below the 1 MB
 * that a broker takes by default. Details and checkpoints are what makes them large.
 */
const TASKS_MAX = 1000;
const TASKS_CHARS_MAX = 300_000;

export interface Dispatcher {
  /** Pushes what the changes of commit `n` mean for claim holders. */
  push(changes: readonly JobChange[], n: number): void;
}

export function createDispatcher(bus: Bus, cluster: string): Dispatcher {
  const names = subjects(cluster);
  return {
    push(changes, n) {
      const bySession = new Map<string, Task[]>();
      for (const { before, after } of changes) {
        if (after.session === null || !concernsHolder(before, after)) continue;
        const tasks = bySession.get(after.session);
        const task = toTask(after, n, eventBetween(before, after));
        if (tasks === undefined) bySession.set(after.session, [task]);
        else tasks.push(task);
      }
      for (const [session, tasks] of bySession) {
        for (let i = 0; i < tasks.length; i += TASKS_MAX) {
          publish(bus, names.worker(session), tasks.slice(i, i + TASKS_MAX));
        }
      }
    },
  };
}

/** The first tasks, as many as go into one message: always one, however large it is. */
function fitting(tasks: readonly Task[]): readonly Task[] {
  let chars = 0;
  let count = 0;
  while (count < tasks.length && count < TASKS_MAX) {
    chars += sizeOf(tasks[count]!);
    if (count > 0 && chars > TASKS_CHARS_MAX) break;
    count++;
  }
  return tasks.slice(0, count);
}

/** Characters of a task as JSON, about. */
function sizeOf({ spec }: Task): number {
  if (spec === undefined) return 200;
  const { details, checkpoint, description } = spec;
  return 300 + sizeOfJson(details) + sizeOfJson(checkpoint) + 2 * description.length;
}

function sizeOfJson(value: Json): number {
  if (typeof value === 'string') return value.length;
  return typeof value === 'object' && value !== null ? JSON.stringify(value).length : 20;
}

/** In halves where they are too many characters; mostly they are not, and are written once. */
function publish(bus: Bus, subject: string, tasks: readonly Task[]): void {
  const message: WorkerPush = { v: MESSAGE_VERSION, tasks };
  const text = JSON.stringify(message);
  if (text.length > TASKS_CHARS_MAX && tasks.length > 1) {
    const half = tasks.length >>> 1;
    publish(bus, subject, tasks.slice(0, half));
    publish(bus, subject, tasks.slice(half));
    return;
  }
  try {
    // It may be lost; one that the broker finds too large must not end the leader.
    bus.publish(subject, text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

function concernsHolder(before: Job | undefined, after: Job): boolean {
  return before?.place !== after.place || before.fence !== after.fence;
}

/** A job as its holder should see it. */
function toTask(job: Job, n: number, event: ChartEventType | null): Task {
  const { id, epoch, fence, place } = job;
  if (wanted(place) === 'none') return { job: id, epoch, fence, place, n, event };
  const { type, details, checkpoint, fraction, owner, description, runs } = job;
  const spec = { type, details, checkpoint, fraction, owner, description, runs };
  return { job: id, epoch, fence, place, n, event, spec };
}

/**
 * The differences between what a session should do and the executions it says it has; as many
 * tasks as one message takes, the next answer names more.
 */
export function compareHoldings(
  state: ClusterState,
  session: string,
  holds: readonly (readonly [JobId, number])[],
): { readonly tasks: readonly Task[]; readonly drop: JobId[] } {
  const has = new Map(holds);
  const stops: Task[] = [];
  const others: Task[] = [];
  for (const id of state.heldBy(session)) {
    const job = state.jobs.get(id)!;
    // A stop is repeated until it is obeyed: the worker may have missed why it should stop.
    if (react(job)?.run === 'none') stops.push(toTask(job, state.n, null));
    else if (has.get(id) !== job.fence) others.push(toTask(job, state.n, null));
  }
  const drop = holds.flatMap(([id]) => (state.jobs.get(id)?.session === session ? [] : [id]));
  // Stops first: they are repeated, but within the grace period they are obeyed and make room.
  return { tasks: fitting([...stops, ...others]), drop };
}

const EVENT_BETWEEN = new Map<string, ChartEventType>();

/** The one event of the chart that leads from one place to the other, for the job's actor. */
function eventBetween(before: Job | undefined, after: Job): ChartEventType | null {
  if (before === undefined || before.session !== after.session) return 'JobClaimed';
  const key = `${before.place} ${after.place}`;
  let event = EVENT_BETWEEN.get(key);
  if (event === undefined) {
    event = MOVERS.find((type) => move(before.place, type) === after.place);
    if (event !== undefined) EVENT_BETWEEN.set(key, event);
  }
  return event ?? null;
}

const MOVERS: readonly ChartEventType[] = [
  'JobPauseRequested',
  'JobCancelRequested',
  'JobReverting',
  'JobPaused',
  'JobResumed',
  'JobRevertResumed',
];
