// Following the simulated log: news of appends travel over the network like everything else, but a
// follower misses none, for it asks again after a gap.
import type { Following, Recorded } from '@rescind/shared';
import type { Network } from '../network.ts';
import type { Scheduler, SimProcess } from '../scheduler.ts';
import type { LogStore } from './store.ts';

export interface LogFollowerOptions {
  readonly scheduler: Scheduler;
  readonly network: Network;
  readonly server: SimProcess;
  readonly client: SimProcess;
  readonly store: LogStore;
  /** Commits from a number to the end, verified one after another. */
  readonly read: (from: number) => AsyncIterable<Recorded>;
}

/** A follower that may have missed something looks after so long. */
const LOOK_AGAIN_MS = 700;

/** As `EventLog.follow`, from `from` on. */
export function createLogFollower(
  options: LogFollowerOptions,
  from: number,
  onCommit: (recorded: Recorded) => void,
  onError: (error: Error) => void,
): Following {
  const { scheduler, network, server, client, store, read } = options;
  const { incarnation } = client;
  let next = from;
  let told = from - 1;
  let stopped = false;
  let looking = false;

  const isFollowing = (): boolean => !stopped;

  /** The news that the log reaches up to `end` has arrived. */
  const arrive = async (end: number): Promise<void> => {
    told = Math.max(told, end);
    if (looking) return;
    looking = true;
    try {
      while (next <= told && isFollowing()) {
        for await (const recorded of read(next)) {
          if (!isFollowing() || recorded.commit.n > told) break;
          next = recorded.commit.n + 1;
          onCommit(recorded);
        }
      }
    } catch (error) {
      if (!stopped) onError(error as Error);
      stop();
    }
    looking = false;
  };

  const tell = (): void => {
    const end = store.texts.length;
    if (server.up) network.send(server, client, () => void (stopped ? undefined : arrive(end)));
  };
  const onAppend = (): void => {
    if (client.incarnation === incarnation) tell();
    else stop();
  };
  /** A timer of the client's: it is void when the client is dead. */
  const lookAgain = (): void => {
    if (stopped) return;
    if (next <= store.texts.length) tell();
    scheduler.schedule(client, LOOK_AGAIN_MS, 'timer', lookAgain);
  };
  const stop = (): void => {
    stopped = true;
    store.listeners.delete(onAppend);
  };

  store.listeners.add(onAppend);
  lookAgain();
  return { stop };
}
