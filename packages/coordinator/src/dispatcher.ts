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
  type Task,
  type WorkerPush,
} from '@rescind/shared';

/** Tasks in one message at most, to stay far below a broker's payload limit. */
const TASKS_MAX = 1000;

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
          const message: WorkerPush = { v: MESSAGE_VERSION, tasks: tasks.slice(i, i + TASKS_MAX) };
          bus.publish(names.worker(session), JSON.stringify(message));
        }
      }
    },
  };
}

function concernsHolder(before: Job | undefined, after: Job): boolean {
  return before?.place !== after.place || before.fence !== after.fence;
}

/** A job as its holder should see it. */
function toTask(job: Job, n: number, event: ChartEventType | null): Task {
  const task = { job: job.id, epoch: job.epoch, fence: job.fence, place: job.place, n, event };
  if (wanted(job.place) === 'none') return task;
  const { type, details, checkpoint, fraction, owner, description, runs } = job;
  return { ...task, spec: { type, details, checkpoint, fraction, owner, description, runs } };
}

/** The differences between what a session should do and the executions it says it has. */
export function compareHoldings(
  state: ClusterState,
  session: string,
  holds: readonly (readonly [JobId, number])[],
): { readonly tasks: Task[]; readonly drop: JobId[] } {
  const has = new Map(holds);
  const tasks: Task[] = [];
  for (const id of state.heldBy(session)) {
    const job = state.jobs.get(id)!;
    const effect = react(job);
    // A stop is repeated until it is obeyed: the worker may have missed why it should stop.
    if (has.get(id) !== job.fence || effect?.run === 'none') tasks.push(toTask(job, state.n, null));
  }
  const drop = holds.flatMap(([id]) => (state.jobs.get(id)?.session === session ? [] : [id]));
  return { tasks, drop };
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
