// What a coordinator runs while it leads, and only then: the committer, the policies, the keeper
// of sessions, the service for workers, the sweep of objects. It is opened at an election and
// closed at the end of a term; nothing in it outlives the term.
import {
  every,
  subjects,
  type Bus,
  type EventLog,
  type Ids,
  type LogDamagedError,
  type Objects,
} from '@rescind/shared';
import type { TakeCommand } from './command-service.ts';
import { claimAtOnce } from './claim-at-once.ts';
import { createCommitter, type Committer } from './committer.ts';
import { createDispatcher } from './dispatcher.ts';
import { dueForData } from './data-policies.ts';
import { duePolicies } from './policies.ts';
import type { Folded, Replica } from './replica.ts';
import { createSessionKeeper } from './session-keeper.ts';
import type { SteadyClock } from './steady-clock.ts';
import { createSweeper } from './sweeper.ts';
import { createWorkerService } from './worker-service.ts';

export interface Office {
  readonly committer: Committer;
  /** A commit of this term has been folded: tell claim holders what it means for them. */
  folded(folded: Folded): void;
  close(): void;
}

export interface OfficeOptions {
  readonly id: string;
  readonly cluster: string;
  readonly log: EventLog;
  readonly bus: Bus;
  /** The term's. */
  readonly clock: SteadyClock;
  readonly ids: Ids;
  readonly replica: Replica;
  readonly takeCommand: TakeCommand;
  /** `why` is left out when the log has moved on without us. */
  readonly onDeposed: (why?: string) => void;
  readonly onDamage: (error: LogDamagedError) => void;
  /** Swept while the office is open. */
  readonly objects: Objects | undefined;
  /** Whether the state comes to hold that commit within a moment. */
  readonly reached: (position: number) => Promise<boolean>;
  readonly say: (line: string) => void;
}

/** How often policies look at the state when nothing is committed. */
const POLICY_TICK_MS = 500;
/** How often the time of day is looked at. */
const CLOCK_LOOK_MS = 200;

export function openOffice(options: OfficeOptions): Office {
  const { id, cluster, log, bus, clock, ids, replica } = options;
  const onDeposed = (): void => options.onDeposed();
  const { state } = replica;
  const names = subjects(cluster);
  const dispatcher = createDispatcher(bus, cluster);

  const committer = createCommitter({
    id,
    log,
    replica,
    clock,
    ids,
    finish: (draft) => claimAtOnce(state, draft),
    onCommitted: (startedAt) => {
      keeper.proven(startedAt);
      runPolicies();
    },
    onDeposed,
  });
  const keeper = createSessionKeeper({
    log,
    replica,
    clock,
    submitPolicy: (command) => committer.submitPolicy(command),
    appending: () => committer.appending,
    onDeposed,
  });
  /** Tables and schedules are looked at with the next run of the policies. */
  let looksAtData = true;
  const runPolicies = (): void => {
    const at = Math.max(state.at, Math.floor(clock.now()));
    for (const command of duePolicies(state, at)) committer.submitPolicy(command);
    if (!looksAtData) return;
    looksAtData = false;
    for (const command of dueForData(state, at)) committer.submitPolicy(command);
  };
  const takeWorker = createWorkerService({
    log,
    replica,
    committer,
    keeper,
    clock,
    onDamage: options.onDamage,
  });
  const subscriptions = [
    bus.subscribe(names.lead('*'), (message) => options.takeCommand(message, true)),
    bus.subscribe(names.session, takeWorker),
  ];
  const timer = every(clock, POLICY_TICK_MS, () => {
    looksAtData = true;
    // They run after the commit under way in any case; meanwhile they must not pile up.
    if (!committer.appending) runPolicies();
  });
  const clockTimer = every(clock, CLOCK_LOOK_MS, () => {
    if (!clock.look()) options.onDeposed('its clock has been set');
  });
  const { objects, reached, say } = options;
  const sweeper =
    objects === undefined ? undefined : createSweeper({ objects, log, state, clock, reached, say });
  runPolicies();

  return {
    committer,
    folded: ({ changes, n }) => dispatcher.push(changes, n),
    close() {
      timer.stop();
      clockTimer.stop();
      sweeper?.stop();
      for (const subscription of subscriptions) subscription.unsubscribe();
      keeper.stop();
      committer.stop();
    },
  };
}
