// The log as a process of its own behind a faulty link. What is stored is stored by the production
// memory log; what its clients hear of it is late, lost, or not what they hoped for.
import {
  createMemoryEventLog,
  LogUnavailableError,
  type Appended,
  type EventLog,
  type Recorded,
} from '@rescind/shared';
import { createLogFollower } from './simulated-log/follower.ts';
import type { AppendFates } from './simulated-log/append-fate.ts';
import { call } from './network/call.ts';
import { EPOCH_MS } from './node-clock.ts';
import type { Network } from './network.ts';
import type { Scheduler, SimProcess } from './scheduler.ts';
import type { LogStore } from './simulated-log/store.ts';

/** How long a client waits for the log before it says that it does not know. */
const APPEND_TIMEOUT_MS = 400;

export interface SimulatedLogOptions {
  readonly scheduler: Scheduler;
  readonly network: Network;
  /** The process the log lives in. */
  readonly server: SimProcess;
  readonly store: LogStore;
  readonly fates: AppendFates;
}

/** The log as the current incarnation of `client` sees it. */
export function openSimulatedLog(options: SimulatedLogOptions, client: SimProcess): EventLog {
  const { scheduler, network, server, store, fates } = options;
  const disk = createMemoryEventLog(store);
  const followings = new Set<{ stop(): void }>();
  let closed = false;

  const ask = async <Answer>(serve: () => Promise<Answer>): Promise<Answer> => {
    if (closed) throw new LogUnavailableError('the simulated log is closed');
    const outcome = await call(scheduler, network, {
      from: client,
      to: server,
      serve,
      timeoutMs: APPEND_TIMEOUT_MS,
    });
    if (outcome === undefined) throw new LogUnavailableError('the log does not answer');
    if (!outcome.ok) throw outcome.error;
    return outcome.answer;
  };

  /** Reads as of the moment the question arrives, each commit with the server's own stamp. */
  const readAll = async (from: number): Promise<readonly Recorded[]> => {
    const found: Recorded[] = [];
    for await (const recorded of disk.read(from)) found.push(stamped(recorded));
    return found;
  };

  const stamped = (recorded: Recorded): Recorded => ({
    ...recorded,
    storedAt: EPOCH_MS + store.storedAt[recorded.commit.n - 1]!,
  });

  const close = (): Promise<void> => {
    closed = true;
    for (const following of followings) following.stop();
    return disk.close();
  };

  return {
    name: 'simulated',
    durability: 'fsync',
    async append(commit): Promise<Appended> {
      const fate = fates.next(client);
      if (closed || fate === 'unreachable') {
        return { outcome: 'unknown', reason: 'the log cannot be reached' };
      }
      const outcome = await call(scheduler, network, {
        from: client,
        to: server,
        serve: () => fates.serve(fate, server, () => disk.append(commit)),
        timeoutMs: APPEND_TIMEOUT_MS,
      });
      if (outcome?.ok === true) return outcome.answer;
      return { outcome: 'unknown', reason: `no answer within ${APPEND_TIMEOUT_MS} ms` };
    },
    end: () => ask(() => disk.end()),
    get: (n) =>
      ask(async () => {
        const recorded = await disk.get(n);
        return recorded === undefined ? undefined : stamped(recorded);
      }),
    async *read(from) {
      yield* await ask(() => readAll(from));
    },
    follow(from, onCommit, onError) {
      const following = createLogFollower(
        { scheduler, network, server, client, store, read: (n) => disk.read(n) },
        from,
        (recorded) => onCommit(stamped(recorded)),
        onError,
      );
      followings.add(following);
      return following;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
