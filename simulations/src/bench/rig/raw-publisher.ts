// What the log's server and disk allow: bytes published to a stream like a log's, and the wait for
// the acknowledgement. No state, no decision, no expectation.
import type { Connection } from './rig.ts';

export interface RawPublisher {
  /** Calls `done` when the server has acknowledged, with an error when it has not taken it. */
  publish(bytes: Uint8Array, done: (error?: Error) => void): void;
}

/** Creates the stream and publishes to it. */
export async function openRawPublisher(
  connection: Connection,
  stream: string,
): Promise<RawPublisher> {
  const subject = `bench.raw.${stream}`;
  const config = { name: stream, subjects: [subject], storage: 'file', retention: 'limits' };
  const created = await connection.request(
    `$JS.API.STREAM.CREATE.${stream}`,
    JSON.stringify(config),
  );
  const { error } = created.json<{ readonly error?: { readonly description: string } }>();
  if (error !== undefined) throw new Error(`the stream ${stream}: ${error.description}`);

  const inbox = `_INBOX.bench.${stream}.`;
  const waiting = new Map<string, (error?: Error) => void>();
  let sent = 0;
  connection.subscribe(`${inbox}*`, {
    callback: (failure, message) => {
      const token = message.subject.slice(inbox.length);
      const done = waiting.get(token);
      waiting.delete(token);
      if (failure !== null) return done?.(failure);
      const stored = message.json<{ readonly seq?: number }>().seq !== undefined;
      done?.(stored ? undefined : new Error(`the stream ${stream} has not stored it`));
    },
  });
  return {
    publish(bytes, done) {
      const token = String(++sent);
      waiting.set(token, done);
      connection.publish(subject, bytes, { reply: inbox + token });
    },
  };
}
