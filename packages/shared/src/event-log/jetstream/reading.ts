// Reads commits of a stream from one position to another.
import type { NatsConnection } from 'nats';
import { LogUnavailableError } from '../../errors.ts';
import type { Recorded } from '../../event-log.ts';
import { sha256 } from '../sha256.ts';
import { createVerifier, type Stored } from '../verifier.ts';
import type { ConnectionWatch } from './connection-watch.ts';
import { deliver, missing } from './delivery.ts';
import { createMessageQueue } from './message-queue.ts';
import type { Delivered } from './push.ts';
import type { StoredMessage, StreamApi } from './stream-api.ts';

/** How long a reader waits for the next commit while it is known to be there. */
const PATIENCE_MS = 5000;

/** The stored text and the hash over its bytes. */
export function storedText({ bytes, storedAt }: Delivered | StoredMessage): Stored {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { text: buffer.toString('utf8'), hash: sha256(buffer), storedAt };
}

/**
 * Commits `from` to `last`, which are known to be in the stream. Survives a restart of the server.
 * Throws LogDamagedError, UnknownVersionError, LogUnavailableError when nothing comes for a while.
 */
export async function* readRange(
  source: {
    readonly connection: NatsConnection;
    readonly api: StreamApi;
    readonly watch: ConnectionWatch;
    readonly name: string;
  },
  from: number,
  last: number,
): AsyncGenerator<Recorded, void> {
  const verifier = createVerifier(from);
  const queue = createMessageQueue<Delivered | (() => void)>();
  const stop = deliver({
    ...source,
    from,
    onMessage: (message) => queue.push(message),
    onFlow: (resume) => queue.push(resume),
    onError: (error) => queue.fail(error),
  });
  try {
    while (verifier.next <= last) {
      const item = await queue.take(PATIENCE_MS);
      if (typeof item === 'function') item();
      else if (item !== undefined) yield verifier.verify(storedText(item));
      else await explainSilence(source, verifier.next);
    }
  } finally {
    stop();
  }
}

/** Throws: either the commit is not there, or it is and does not come. */
async function explainSilence(
  { api, name }: { readonly api: StreamApi; readonly name: string },
  n: number,
): Promise<never> {
  if ((await api.message(n)) === undefined) throw missing(n);
  throw new LogUnavailableError(`${name} delivered nothing for ${PATIENCE_MS} ms at commit ${n}`);
}
