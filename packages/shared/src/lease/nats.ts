// A register over NATS: one key in a bucket that the server keeps in memory, so that renewing a
// lease costs no write to disk. A server that restarts forgets it, and the next read makes it anew.
import { StorageType, type KV, type NatsConnection } from 'nats';
import type { Register } from '../lease.ts';

export interface NatsRegisterOptions {
  /** Stays the caller's: closing the register does not close it. */
  readonly connection: NatsConnection;
  /** Letters, digits, `-` and `_`. */
  readonly cluster: string;
  /** Copies on servers of a NATS cluster; 1 by default. */
  readonly replicas?: number;
  /**
   * How long one question may take; 300 by default. Shorter than a lease: a holder must know in
   * time that it could not renew.
   */
  readonly timeoutMs?: number;
}

const KEY = 'leader';
const TIMEOUT_MS = 300;

const WRONG_LAST_SEQUENCE = 10071;
const STREAM_NOT_FOUND = 10059;

/** Both calls reject when the server does not answer in time; nothing is known then. */
export function createNatsRegister(options: NatsRegisterOptions): Register {
  const { connection, cluster, replicas = 1, timeoutMs = TIMEOUT_MS } = options;
  let bucket: Promise<KV> | undefined;

  const open = (): Promise<KV> => {
    bucket ??= connection.jetstream({ timeout: timeoutMs }).views.kv(`rescind_${cluster}`, {
      history: 1,
      storage: StorageType.Memory,
      replicas,
      // Reads go to the bucket's leader: a replica may not know the newest renewal yet.
      allow_direct: false,
    });
    return bucket;
  };
  /** Asks the bucket, and once more in a new one when it has vanished with its server. */
  const withBucket = async <T>(ask: (kv: KV) => Promise<T>): Promise<T> => {
    const opened = open();
    try {
      return await ask(await opened);
    } catch (error) {
      if (bucket === opened) bucket = undefined;
      if (!isGone(error)) throw error;
    }
    return ask(await open());
  };

  return {
    read: () =>
      withBucket(async (kv) => {
        const entry = await kv.get(KEY);
        return entry === null
          ? { revision: 0, value: null }
          : { revision: entry.revision, value: entry.string() };
      }),
    write: (value, revision) =>
      withBucket((kv) =>
        kv.put(KEY, value, { previousSeq: revision }).catch((error: unknown) => {
          if (codeOf(error) === WRONG_LAST_SEQUENCE) return null;
          throw error;
        }),
      ),
    close: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** The server has no such bucket (any more), or nobody listens where it was. */
function isGone(error: unknown): boolean {
  return codeOf(error) === STREAM_NOT_FOUND || (error as { code?: string }).code === '503';
}

function codeOf(error: unknown): number | undefined {
  return (error as { readonly api_error?: { readonly err_code?: number } }).api_error?.err_code;
}
