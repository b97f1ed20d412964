// Messages of a stream in order, without gap or double, over reconnects and restarts of the server.
// A hole in the stream, or a stream that has become shorter, is damage and ends it.
import { setTimeout as delay } from 'node:timers/promises';
import type { NatsConnection } from 'nats';
import { LogDamagedError, LogUnavailableError } from '../../errors.ts';
import { createBell } from './bell.ts';
import type { ConnectionWatch } from './connection-watch.ts';
import { startPush, type Delivered } from './push.ts';
import type { StreamApi } from './stream-api.ts';

export interface DeliveryOptions {
  readonly connection: NatsConnection;
  readonly api: StreamApi;
  readonly watch: ConnectionWatch;
  /** The first sequence wanted; the one before it was in the stream once. */
  readonly from: number;
  onMessage(message: Delivered): void;
  /** As for one push: call `resume` when all so far is used. */
  onFlow(resume: () => void): void;
  /** Told once, and nothing follows: damage, what `onMessage` threw, or a closed connection. */
  onError(error: Error): void;
}

/** Pause before asking an unreachable server again; a reconnect ends it early. */
const RETRY_MS = 250;
/**
 * A stream that seems to have become shorter is asked so often, RETRY_MS apart: a new leader among
 * replicas may need a moment until it has all that was acknowledged.
 */
const SHORTER_ASKS = 4;

/** Starts at once; the returned function stops it, and nothing is called back afterwards. */
export function deliver(options: DeliveryOptions): () => void {
  const { connection, api, watch } = options;
  let next = options.from;
  let stopped = false;
  const bell = createBell();

  const stop = (): void => {
    stopped = true;
    forgetLost();
    forgetBack();
    bell.ring();
  };
  const fail = (error: Error): void => {
    if (stopped) return;
    stop();
    options.onError(error);
  };
  const onMessage = (message: Delivered): void => {
    if (stopped || message.sequence < next) return;
    if (message.sequence > next) return fail(missing(next));
    next++;
    try {
      options.onMessage(message);
    } catch (error) {
      fail(error as Error);
    }
  };
  const once = async (): Promise<void> => {
    await assertNotShorter(api, next - 1, () => stopped);
    if (stopped) return;
    const endPush = await startPush(connection, api, next, {
      onMessage,
      onFlow: (resume) => options.onFlow(resume),
      onQuiet: (last) => void (last >= next && fail(missing(next))),
      onLost: () => bell.ring(),
    });
    await bell.wait();
    endPush();
  };
  const run = async (): Promise<void> => {
    for (;;) {
      try {
        await once();
      } catch (error) {
        if (!(error instanceof LogUnavailableError) || connection.isClosed()) {
          return fail(error as Error);
        }
        await bell.wait(RETRY_MS);
      }
      if (stopped) return;
    }
  };
  const forgetLost = watch.onLost(() => bell.ring());
  const forgetBack = watch.onBack(() => bell.ring());
  void run();
  return stop;
}

/** Throws LogDamagedError when the stream ends before `last`, LogUnavailableError. */
async function assertNotShorter(
  api: StreamApi,
  last: number,
  isStopped: () => boolean,
): Promise<void> {
  for (let asks = 1; ; asks++) {
    const end = await api.lastSequence();
    if (end >= last || isStopped()) return;
    if (asks === SHORTER_ASKS) {
      throw new LogDamagedError(
        end + 1,
        `the log ends at commit ${end}, but commit ${last} was in it before: its tail was cut off`,
      );
    }
    await delay(RETRY_MS);
  }
}

/** A hole where commit `n` should be. */
export function missing(n: number): LogDamagedError {
  return new LogDamagedError(n, `commit ${n} is missing from the log, but later ones are there`);
}
