// How fast one job may write: kv.bulk_io_write.max_rate, bytes a second. Every write is paid for
// before it is done, so a job lasts as long as its bytes take at that rate, and never longer by it.
import { sleep, type Clock } from '@rescind/shared';
import type { ClusterReader } from './cluster-reader.ts';

export interface WriteRate {
  /**
   * Resolves when so many bytes may be written; one call at a time. Rejects with the signal's
   * reason as soon as it fires, and with the error of the reader where the rate could not be
   * learned even once.
   */
  take(bytes: number, signal: AbortSignal): Promise<void>;
}

const SETTING = 'kv.bulk_io_write.max_rate';
/** The setting is read again after so long, also in the middle of a wait. */
const LOOK_MS = 1000;
/** Shorter waits are put together with the next one: timers are no finer. */
const WAIT_MIN_MS = 1;

/** What was not used is not saved up: a pause of the job is no license for a burst. */
export function createWriteRate(cluster: ClusterReader, clock: Clock): WriteRate {
  let rate: number | undefined;
  let lookedAt = -Infinity;
  let owed = 0;
  let settledAt = clock.monotonic();

  /** The first look is waited for; later ones change the rate when they are answered. */
  const look = async (signal: AbortSignal): Promise<number> => {
    if (clock.monotonic() - lookedAt >= LOOK_MS) {
      lookedAt = clock.monotonic();
      const looking = cluster.setting(SETTING).then((value) => {
        rate = value;
      });
      if (rate === undefined) await orAborted(looking, signal);
      // While there is no leader the old rate is as good as any.
      else looking.catch(() => undefined);
    }
    return rate!;
  };
  const settle = (now: number): void => {
    owed = Math.max(0, owed - ((now - settledAt) * (rate ?? 0)) / 1000);
    settledAt = now;
  };

  return {
    async take(bytes, signal) {
      signal.throwIfAborted();
      await look(signal);
      settle(clock.monotonic());
      owed += bytes;
      for (;;) {
        const waitMs = (owed / (await look(signal))) * 1000;
        if (waitMs < WAIT_MIN_MS) return;
        await sleep(clock, Math.min(waitMs, LOOK_MS), signal);
        settle(clock.monotonic());
      }
    },
  };
}

/** The promise, or the signal's reason when that comes first. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
