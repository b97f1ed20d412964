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

/** Rows, one message each. */
export async function sendRows(
  columns: readonly Column[],
  rows: readonly Row[],
  formats: readonly Format[],
  send: Send,
): Promise<void> {
  for (const row of rows) {
    const values = columns.map(({ type }, index) =>
      encodeValue(row[index] ?? null, type, formatAt(formats, index)),
    );
    await send(dataRow(values));
  }
}
