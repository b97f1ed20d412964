// Rows as CSV by RFC 4180.
import type { Relation } from '../value.ts';
import { textOf } from './text.ts';

/** Lines end in CR LF. NULL is an empty field and the empty text is `""`, as in PostgreSQL. */
export function renderCsv({ columns, rows }: Relation): string {
  const lines = rows.map((row) =>
    row.map((value, i) => (value === null ? '' : field(textOf(value, columns[i]!.type)))),
  );
  return [columns.map(({ name }) => field(name)), ...lines]
    .map((fields) => fields.join(','))
    .join('\r\n');
}

function field(text: string): string {
  const needsQuotes = text === '' || /[",\r\n]/.test(text);
  return needsQuotes ? `"${text.replaceAll('"', '""')}"` : text;
}
