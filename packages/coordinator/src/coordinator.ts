// The factory: ports in, rooms wired, one coordinator out. It follows the log, contends for the
// lead, and while it leads decides, reacts and keeps sessions. Embeddable: no process, no globals.
import {
  checkWitnesses,
  createLease,
  createMemoryRegister,
  NO_WITNESS,
  refused,
  subjects,
  type Bus,
  type BusMessage,
  type Clock,
  type ClusterState,
  type CoordinatorStatus,
  type EventLog,
  type Ids,
  type Job,
  type JobId,
  type Objects,
  type Register,
  type Service,
  type Subjects,
  type Subscription,
  type Witness,
} from '@rescind/shared';
import { createCommandService, type TakeCommand } from './command-service.ts';
import type { Submission } from './committer.ts';
import { createLocalApi, type LocalApi } from './local-api.ts';
import { createLeadWaiters } from './lead-waiters.ts';
import { createLeadership, type Role } from './leadership.ts';
import { openOffice, type Office } from './office.ts';
import { passOn } from './pass-on.ts';
import { createQueryService, type QueryService } from './query-service.ts';
import { unavailable } from './refusals.ts';
import { createReplica } from './replica.ts';
import { selectWithSql } from './select.ts';
import { createWaiters } from './waiters.ts';
import { createWakefulness } from './wakefulness.ts';

export interface CoordinatorOptions {
  readonly log: EventLog;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly ids: Ids;
  /** One word; coordinators and workers of a cluster share it. Default `main`. */
  readonly cluster?: string;
  /** One word, different for each coordinator of a cluster. Default `c1`. */
  readonly id?: string;
  /** Where the lease is kept; needed when several coordinators share a log. */
  readonly register?: Register;
  readonly witness?: Witness;
  /** The cluster's objects, those of its workers: while leading, garbage among them is removed. */
  readonly objects?: Objects;
  /** For status; 0 when it does not matter. */
  readonly pid?: number;
  /** Hears how far the log has been folded while the coordinator starts. */
  readonly onProgress?: (folded: number) => void;
  /** The log cannot be trusted: this coordinator will not lead again. */
  readonly onUnfit?: (error: Error) => void;
  /** One line about something a person may want to know. */
  readonly say?: (line: string) => void;
}

export interface Coordinator extends Service, LocalApi {
  readonly id: string;
  readonly cluster: string;
  readonly role: Role;
  /** Number of the newest commit folded here. */
  readonly position: number;
  /** What is folded here so far, to look at and never to change: who doubts it folds the log. */
  readonly state: ClusterState;
  /** Resolves when this coordinator leads; rejects when it is unfit or stopped first. */
  leading(): Promise<void>;
  /**
   * The hot path of an embedding process that leads: no message, no promise, no record for a
   * repeated request. `done` is refused with 57P03 when this coordinator does not lead.
   */
  submit(submission: Submission): void;
  status(): CoordinatorStatus;
}

/** For how long the sweep waits until a commit that is in the log is folded too. */
const POSITION_WAIT_MS = 2000;

/**
 * Folds the log, then serves. Rejects with LogDamagedError, UnknownVersionError or
 * LogUnavailableError: on such a log nobody may lead.
 */
export async function createCoordinator(options: CoordinatorOptions): Promise<Coordinator> {
  const { log, bus, clock, ids, cluster = 'main', id = 'c1', pid = 0 } = options;
  const say = options.say ?? ((): void => undefined);
  const witness = options.witness ?? NO_WITNESS;
  const names = subjects(cluster);
  const replica = createReplica(log);
  const { state } = replica;
  const waiters = createWaiters(state, clock);

  await replica.catchUp(options.onProgress);
  await checkWitnesses(log, await witness.readAll());

  let office: Office | undefined;
  const leadWaiters = createLeadWaiters();
  const wakefulness = createWakefulness(bus, clock);

  replica.onFolded((folded) => {
    witness.note({ n: folded.n, hash: folded.hash });
    if (folded.own) office?.folded(folded);
    waiters.folded(folded);
  });

  const queries = createQueryService({ cluster, log, replica, clock, waiters });
  const decideOrForward = createCommandService({
    replica,
    clock,
    select: selectWithSql(queries),
    committer: () => office?.committer,
    forward: (user, message) => passOn(bus, names.lead(user), message),
  });
  const takeCommand: TakeCommand = (message, forwarded) => {
    if (wakefulness.awake) decideOrForward(message, forwarded);
  };

  const leadership = createLeadership({
    id,
    log,
    replica,
    lease: createLease(options.register ?? createMemoryRegister(), id, clock),
    clock,
    ids,
    onLead: (steady) => {
      office = openOffice({
        id,
        cluster,
        log,
        bus,
        clock: steady,
        ids,
        replica,
        takeCommand,
        onDeposed: (why) => leadership.depose(why),
        onDamage: (error) => leadership.disqualify(error),
        objects: options.objects,
        reached: (position) => waiters.position(position, POSITION_WAIT_MS),
        say,
      });
      leadWaiters.elected();
    },
    onStepDown: () => {
      const closing = office;
      office = undefined;
      closing?.close();
    },
    onUnfit: (error) => {
      say(`does not lead any more: ${error.message}`);
      leadWaiters.fail(error);
      options.onUnfit?.(error);
    },
    say,
  });

  const status = (): CoordinatorStatus => ({
    id,
    pid,
    role: leadership.role,
    term: state.term,
    position: state.n,
    ...(leadership.reason === undefined ? {} : { reason: leadership.reason }),
  });

  const doors = openDoors(bus, names, { takeCommand, queries, status });

  const ending = new AbortController();
  const stopped = ending.signal;
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= stopAll());
  const stopAll = async (): Promise<void> => {
    ending.abort();
    for (const door of doors) door.unsubscribe();
    wakefulness.stop();
    await leadership.stop();
    leadWaiters.fail(new Error('the coordinator was stopped'));
    waiters.stop();
    await witness.stop();
  };

  const take = (message: BusMessage): void => decideOrForward(message, false);
  const stateOf = (job: JobId): Job | undefined => state.jobs.get(job);

  return {
    ...createLocalApi({ bus, cluster, clock, ids, queries, take, stateOf, stopped }),
    id,
    cluster,
    get role() {
      return leadership.role;
    },
    get position() {
      return state.n;
    },
    state,
    leading: () => (leadership.role === 'leader' ? Promise.resolve() : leadWaiters.wait()),
    submit(submission) {
      if (office !== undefined) return office.committer.submit(submission);
      const answer = refused(unavailable('this coordinator does not lead'));
      void Promise.resolve().then(() => submission.done(answer, state.n));
    },
    status,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** What every coordinator serves, leader or not; one of them gets each message. */
function openDoors(
  bus: Bus,
  names: Subjects,
  rooms: {
    readonly takeCommand: TakeCommand;
    readonly queries: QueryService;
    readonly status: () => CoordinatorStatus;
  },
): readonly Subscription[] {
  const { takeCommand, queries, status } = rooms;
  const shared = { queue: 'coordinators' };
  return [
    bus.subscribe(names.command('*'), (message) => takeCommand(message, false), shared),
    bus.subscribe(names.query('*'), (message) => queries.take(message), shared),
    bus.subscribe(names.rollCall, (message) => message.respond(JSON.stringify(status()))),
  ];
}
