// The conversation with a client that has a session: simple queries here, the extended protocol's
// messages in a file of their own; errors, and when the client is told that it may go on.
import { SqlError } from '../sql-error.ts';
import type { Statement } from '../syntax/statement.ts';
import { sendNotices, sendRows } from './answer.ts';
import { readBody } from './body.ts';
import { createExtended } from './extended.ts';
import type { StartedSession } from './login.ts';
import { MalformedMessage } from './malformed.ts';
import { commandComplete, message, readyForQuery, report, rowDescription } from './messages.ts';
import { readStatements, run } from './run.ts';
import type { Incoming, Interruption, Message, Send } from './stream.ts';

/** A statement with a large INSERT is a large message. */
const MESSAGE_BYTES = 64 * 1024 * 1024;

/** Until the client leaves or the server stops. Throws what ends the connection. */
export async function converse(
  incoming: Incoming,
  send: Send,
  started: StartedSession,
  interruption: Interruption,
): Promise<void> {
  const extended = createExtended(started, send);
  let skipping = false;
  await send(readyForQuery('I'));
  for (;;) {
    const next = await incoming.next(MESSAGE_BYTES);
    if (next === undefined || next.letter === 'X') return;
    if (interruption.isStopping()) throw shutdown();
    if (skipping && next.letter !== 'S') continue;
    skipping = false;
    const signal = interruption.begin();
    try {
      await take(next, signal);
    } catch (error) {
      if (error instanceof MalformedMessage) throw error;
      await send(report('ERROR', asSqlError(error)));
      skipping = next.letter !== 'Q';
      if (!skipping) await send(readyForQuery('I'));
    } finally {
      interruption.end();
    }
    if (interruption.isStopping()) throw shutdown();
  }

  async function take({ letter, body }: Message, signal: AbortSignal): Promise<void> {
    const reader = readBody(body);
    switch (letter) {
      case 'Q': {
        const text = reader.text();
        reader.end();
        await simpleQuery(text, signal);
        return send(readyForQuery('I'));
      }
      case 'S':
        extended.sync();
        return send(readyForQuery('I'));
      case 'H':
        return;
      default:
        return extended.take(letter, reader, signal);
    }
  }

  async function simpleQuery(text: string, signal: AbortSignal): Promise<void> {
    const trees = treesOf(text);
    if (trees?.length === 0) return send(message('I'));
    for await (const result of run(started.session, text, trees ?? [], signal)) {
      await sendNotices(result, send);
      const { columns, rows = [], tag } = result;
      if (columns !== undefined) {
        await send(rowDescription(columns, []));
        await sendRows(columns, rows, [], send);
      }
      await send(commandComplete(tag));
    }
  }
}

/** undefined for a text with an error: the session says which. */
function treesOf(text: string): readonly Statement[] | undefined {
  try {
    return readStatements(text);
  } catch {
    return undefined;
  }
}

function shutdown(): SqlError {
  const sentence = 'terminating connection: the server is shutting down';
  return new SqlError({ code: '57P01', message: sentence });
}

/** What is no SqlError is a mistake of ours, which one statement must not take others down for. */
function asSqlError(error: unknown): SqlError {
  if (error instanceof SqlError) return error;
  return new SqlError({ code: 'XX000', message: `internal error: ${(error as Error).message}` });
}
