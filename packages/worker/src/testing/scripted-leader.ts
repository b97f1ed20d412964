// A leader for tests: it says what the test tells it to, accepts what it is told, and writes down
// every request. It decides nothing, so that a test shows both sides of each exchange.
import {
  MESSAGE_VERSION,
  subjects,
  type Bus,
  type JobId,
  type Report,
  type SessionHello,
  type SessionTimes,
  type Task,
  type TaskSpec,
  type WorkerReply,
  type WorkerRequest,
} from '@rescind/shared';

export type Request<Kind extends WorkerRequest['kind']> = Extract<
  WorkerRequest,
  { readonly kind: Kind }
>;

export interface ScriptedLeader {
  /** Every request in the order of arrival, answered or not. */
  readonly requests: readonly WorkerRequest[];
  /** Every report of every answered request. */
  readonly reports: readonly Report[];
  readonly sessions: readonly string[];
  readonly hello: SessionHello | undefined;
  times: SessionTimes;
  /** Number of the newest commit. */
  n: number;
  /** Requests of these kinds get no answer. */
  readonly mute: Set<WorkerRequest['kind']>;
  /** Requests of these kinds are answered only by `release`, by what the leader is then. */
  readonly hold: Set<WorkerRequest['kind']>;
  release(): void;
  /** Answers instead of the leader's own, asked first; undefined leaves it to that. */
  override: ((request: WorkerRequest) => WorkerReply | undefined) | undefined;
  /** What the next answered heartbeat says. */
  tell: { tasks: readonly Task[]; drop: readonly JobId[] };
  /** Reports the leader calls stale. */
  stale: (report: Report) => boolean;
  push(...tasks: readonly Task[]): void;
  of<Kind extends WorkerRequest['kind']>(kind: Kind): readonly Request<Kind>[];
}

export const TIMES: SessionTimes = {
  ttlMs: 6000,
  heartbeatMs: 1500,
  graceMs: 30_000,
  progressPerSecond: 5,
};

export function createScriptedLeader(bus: Bus, cluster: string): ScriptedLeader {
  const names = subjects(cluster);
  const requests: WorkerRequest[] = [];
  const reports: Report[] = [];
  const sessions: string[] = [];
  const held: (() => void)[] = [];
  let hello: SessionHello | undefined;

  const leader: ScriptedLeader = {
    requests,
    reports,
    sessions,
    get hello() {
      return hello;
    },
    times: TIMES,
    n: 1,
    mute: new Set(),
    hold: new Set(),
    release() {
      for (const respond of held.splice(0)) respond();
    },
    override: undefined,
    tell: { tasks: [], drop: [] },
    stale: () => false,
    push(...tasks) {
      bus.publish(names.worker(sessions.at(-1)!), JSON.stringify({ v: MESSAGE_VERSION, tasks }));
    },
    of: <Kind extends WorkerRequest['kind']>(kind: Kind) =>
      requests.filter((request): request is Request<Kind> => request.kind === kind),
  };

  const answer = (request: WorkerRequest): WorkerReply => {
    const v = MESSAGE_VERSION;
    const mark = { n: leader.n, hash: `hash of ${leader.n}` };
    switch (request.kind) {
      case 'open':
        hello = request.hello;
        if (!sessions.includes(hello.id)) sessions.push(hello.id);
        return { v, ok: true, kind: 'opened', times: leader.times, mark };
      case 'heartbeat': {
        const { tasks, drop } = leader.tell;
        leader.tell = { tasks: [], drop: [] };
        return { v, ok: true, kind: 'alive', times: leader.times, mark, tasks, drop };
      }
      case 'report': {
        reports.push(...request.reports);
        const stale = request.reports.flatMap((each, i) => (leader.stale(each) ? [i] : []));
        return { v, ok: true, kind: 'reported', stale, mark };
      }
      case 'end':
        return { v, ok: true, kind: 'ended' };
    }
  };

  bus.subscribe(names.session, (message) => {
    const request = JSON.parse(message.data) as WorkerRequest;
    requests.push(request);
    if (leader.mute.has(request.kind)) return;
    const respond = (): void =>
      message.respond(JSON.stringify(leader.override?.(request) ?? answer(request)));
    if (leader.hold.has(request.kind)) held.push(respond);
    else respond();
  });
  return leader;
}

/** A task that gives job 7 to a worker, changed by `change`. */
export function task(
  change: Partial<Task> & { readonly details?: TaskSpec['details'] } = {},
): Task {
  const { details = {}, ...rest } = change;
  const place = rest.place ?? 'forward.running';
  const spec: TaskSpec = {
    type: 'work',
    details,
    checkpoint: null,
    fraction: 0,
    owner: 'maria',
    description: 'some work',
    runs: 1,
  };
  const base = { job: '7' as JobId, epoch: 1, fence: 1, place, n: 2, event: null };
  return place.endsWith('Requested') ? { ...base, ...rest } : { ...base, spec, ...rest };
}
