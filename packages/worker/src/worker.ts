// A worker: joins a cluster with a session, runs the jobs it is given, and joins again with a new
// one when it has lost it. Only a handler that ignores its signal, or its host, ends it.
import {
  isSubjectWord,
  NO_WITNESS,
  type Bus,
  type Clock,
  type Ids,
  type Service,
  type SessionHello,
  type Witness,
} from '@rescind/shared';
import type { JobDefinition } from './define-job.ts';
import { errorText } from './error-text.ts';
import type { HeldJob } from './executions.ts';
import { startTenure, type Tenure } from './tenure.ts';

export type WorkerState =
  /** Asks for a session. */
  | 'joining'
  | 'working'
  /** Has lost its session; waits for its handlers to settle before it joins again. */
  | 'fenced'
  /** Waits for its handlers, because it was asked to stop. */
  | 'draining'
  /** A handler ignored its signal, or the cluster refuses this worker: takes no more work. */
  | 'dead'
  | 'stopped';

export interface Worker extends Service {
  readonly name: string;
  readonly state: WorkerState;
  /** Id of its session, null while it has none. */
  readonly session: string | null;
  /** The jobs it has a claim on now. */
  held(): readonly HeldJob[];
  /** Resolves when it can be given work; rejects when it ends before that. */
  ready(): Promise<void>;
}

export interface WorkerOptions {
  readonly bus: Bus;
  /** One word; default `main`. */
  readonly cluster?: string;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Stable over restarts. */
  readonly name: string;
  readonly jobs: readonly JobDefinition[];
  /** Jobs it may hold at once, 1 to 10,000. Default 1,000. */
  readonly slots?: number;
  readonly host?: string;
  readonly pid?: number;
  readonly witness?: Witness;
  /** How long `stop` waits for handlers, milliseconds. Default 5,000. */
  readonly drainMs?: number;
  /**
   * The worker is dead. A process should exit with a failure: a handler that ignores its signal
   * still runs and cannot be stopped otherwise. An embedded worker stays `dead` until its host
   * replaces it.
   */
  readonly onFatal?: (error: Error) => void;
  readonly log?: (line: string) => void;
}

const SLOTS_DEFAULT = 1000;
const DRAIN_MS = 5000;

/** Starts at once. Throws TypeError when the options cannot be right. */
export function createWorker(options: WorkerOptions): Worker {
  const { name, clock, ids, log = () => undefined, witness = NO_WITNESS } = options;
  const jobs = byType(options);
  let state: WorkerState = 'joining';
  let tenure: Tenure;
  let stopping: Promise<void> | undefined;
  let waiters: { resolve(): void; reject(error: Error): void }[] = [];

  const become = (next: WorkerState): void => {
    state = next;
    if (next === 'joining' || next === 'fenced') return;
    for (const waiter of waiters) {
      if (next === 'working') waiter.resolve();
      else waiter.reject(new Error(`worker ${name} is ${next}`));
    }
    waiters = [];
  };

  const die = (reason: string): void => {
    if (state === 'draining' || state === 'stopped') return;
    become('dead');
    options.onFatal?.(new Error(reason));
  };

  const hello = async (id: string): Promise<SessionHello> => {
    const seen = (await witness.readAll()).find((each) => isOwn(each.name, name));
    return {
      id,
      worker: name,
      pid: options.pid ?? 0,
      host: options.host ?? '',
      types: Array.from(jobs.values(), ({ type, cancelable }) => ({ name: type, cancelable })),
      slots: options.slots ?? SLOTS_DEFAULT,
      ...(seen === undefined ? {} : { witness: { n: seen.n, hash: seen.hash } }),
    };
  };

  const join = (): Tenure => {
    const id = ids.next();
    return startTenure({
      bus: options.bus,
      cluster: options.cluster ?? 'main',
      clock,
      worker: name,
      id,
      hello: () => hello(id),
      jobs,
      log,
      onMark: (mark) => witness.note(mark),
      onJoined() {
        if (state === 'joining') become('working');
      },
      onFenced(why) {
        log(`the session is over: ${why}`);
        if (state === 'working' || state === 'joining') become('fenced');
      },
      onOver() {
        if (state !== 'fenced') return;
        become('joining');
        tenure = join();
      },
      onRefused({ message }) {
        log(`the cluster refuses this worker: ${message}`);
        die(`the cluster refuses this worker: ${message}`);
      },
      onIgnored: die,
    });
  };

  const stop = async (): Promise<void> => {
    // Handlers of a dead worker have had their time.
    if (state !== 'dead') {
      become('draining');
      await tenure.drain(options.drainMs ?? DRAIN_MS);
    }
    await witness.save().catch((error: unknown) => log(`witness not saved: ${errorText(error)}`));
    become('stopped');
  };

  tenure = join();
  const stopOnce = (): Promise<void> => (stopping ??= stop());
  return {
    name,
    get state() {
      return state;
    },
    get session() {
      return state === 'working' || state === 'draining' ? tenure.id : null;
    },
    held: () => tenure.held(),
    ready: () =>
      state === 'working'
        ? Promise.resolve()
        : new Promise((resolve, reject) => {
            if (state === 'joining' || state === 'fenced') waiters.push({ resolve, reject });
            else reject(new Error(`worker ${name} is ${state}`));
          }),
    stop: stopOnce,
    [Symbol.asyncDispose]: stopOnce,
  };
}

/** A witness is named for whose it is; one that is a file cannot have a blank in its name. */
function isOwn(witness: string, worker: string): boolean {
  return witness === `worker ${worker}` || witness === `worker-${worker}`;
}

function byType(options: WorkerOptions): ReadonlyMap<string, JobDefinition> {
  const { cluster = 'main' } = options;
  if (!isSubjectWord(cluster)) {
    throw new TypeError(`a cluster's name is one word, got "${cluster}"`);
  }
  if (options.name === '') throw new TypeError('a worker needs a name');
  const jobs = new Map(options.jobs.map((job) => [job.type, job]));
  if (jobs.size === 0) throw new TypeError(`worker ${options.name} has no jobs to run`);
  if (jobs.size < options.jobs.length) {
    throw new TypeError(`worker ${options.name} has two jobs of one type`);
  }
  return jobs;
}
