// A statement's answer as messages.
import type { StatementResult } from '../result.ts';
import type { Column, Row } from '../value.ts';
import { dataRow, formatAt, report } from './messages.ts';
import type { Send } from './stream.ts';
import { encodeValue, type Format } from './values.ts';

/** What a statement says beside its result. */
export async function sendNotices({ notices = [] }: StatementResult, send: Send): Promise<void> {
  for (const message of notices) await send(report('NOTICE', { code: '00000', message }));
}

/** So many bytes of rows are sent at once: a packet for each row would cost more than the row. */
const CHUNK_BYTES = 64 * 1024;

/** Rows, one message each. */
export async function sendRows(
  columns: readonly Column[],
  rows: readonly Row[],
  formats: readonly Format[],
  send: Send,
): Promise<void> {
  let chunk: Uint8Array[] = [];
  let bytes = 0;
  for (const row of rows) {
    const values = columns.map(({ type }, index) =>
      encodeValue(row[index] ?? null, type, formatAt(formats, index)),
    );
    const message = dataRow(values);
    chunk.push(message);
    bytes += message.length;
    if (bytes < CHUNK_BYTES) continue;
    await send(Buffer.concat(chunk));
    [chunk, bytes] = [[], 0];
  }
  if (bytes > 0) await send(Buffer.concat(chunk));
}
