// Removes objects that nothing names any more: what jobs left behind that failed or were canceled,
// what a worker wrote after its job was given to another, INSERTs that never came to a commit. It
// runs on the leader alone, beside its commits and never in their way.
import { every, type Clock, type ClusterState, type EventLog, type Objects } from '@rescind/shared';
import { isGarbage, jobsLeftToGc, type Judgement } from './sweeper/garbage.ts';
import { createNamedObjects } from './sweeper/named-objects.ts';

export interface SweeperOptions {
  readonly objects: Objects;
  readonly log: Pick<EventLog, 'end'>;
  readonly state: ClusterState;
  /** The term's. */
  readonly clock: Clock;
  /** Whether the state comes to hold that commit within a moment. */
  readonly reached: (position: number) => Promise<boolean>;
  /** Hears of a failure once, however often it happens. */
  readonly say: (line: string) => void;
}

export interface Sweeper {
  /** After it nothing more is removed, but for what is being removed in this very moment. */
  stop(): void;
}

/** Objects removed in one round; the rest is found by the next. */
const REMOVED_MAX = 1000;
/** How often it is looked whether it is time: the interval is a setting that may change. */
const LOOK_MS = 100;

export function createSweeper(options: SweeperOptions): Sweeper {
  const { objects, log, state, clock, say } = options;
  const named = createNamedObjects(objects, state);
  let stopped = false;
  let sweeping = false;
  let said = '';
  let sweptAt = clock.monotonic();

  const judgement = (): Judgement => ({
    state,
    at: Math.max(state.at, Math.floor(clock.now())),
    named,
    leftToGc: jobsLeftToGc(state),
  });

  const sweep = async (): Promise<void> => {
    named.forget();
    await named.learn();
    const found = await look(judgement());
    if (found.length === 0 || stopped) return;
    // Now that the objects are known: a state at least as new as they are knows their jobs. One
    // that was not proven may be that of a leader who was deposed, and then of anything.
    if (!(await options.reached(await log.end()))) return;
    await named.learn();
    const proven = judgement();
    for (const name of found) {
      if (stopped || !named.isComplete) return;
      if (isGarbage(name, proven)) await objects.delete(name);
    }
  };

  const look = async (now: Judgement): Promise<readonly string[]> => {
    const found: string[] = [];
    for (const prefix of ['jobs/', 'inserts/']) {
      for await (const { name } of objects.list(prefix)) {
        if (stopped) return [];
        if (isGarbage(name, now)) found.push(name);
        if (found.length >= REMOVED_MAX) return found;
      }
    }
    return found;
  };

  const timer = every(clock, LOOK_MS, () => {
    const interval = state.setting('jobs.objects.sweep_interval');
    if (sweeping || clock.monotonic() - sweptAt < interval) return;
    sweeping = true;
    void sweep()
      .then(
        () => '',
        (error: unknown) => `objects cannot be swept: ${(error as Error).message}`,
      )
      .then((line) => {
        if (!stopped && line !== '' && line !== said) say(line);
        said = line;
        sweeping = false;
        sweptAt = clock.monotonic();
      });
  });

  return {
    stop() {
      stopped = true;
      timer.stop();
    },
  };
}
