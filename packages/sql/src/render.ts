// Results and errors as text for people and scripts. None of the texts ends in a line break.
import type { StatementResult } from './result.ts';
import { renderCsv } from './render/csv.ts';
import { renderJson } from './render/json.ts';
import { renderTable } from './render/table.ts';
import type { SqlError } from './sql-error.ts';
import type { Relation } from './value.ts';

export type ResultFormat = 'table' | 'json' | 'csv';

/**
 * A result as text.
 *
 * - `table`: as psql prints it, the number of rows below; only the tag when it has no columns
 * - `json`: an array of objects. INT8 and DECIMAL are strings, for a JSON number loses digits
 *   beyond 2^53; timestamps are strings in UTC
 * - `csv`: RFC 4180 with a header; NULL is nothing, the empty text is `""`
 *
 * A result without columns counts in the latter two as one row of the column `tag`.
 */
export function renderResult(result: StatementResult, format: ResultFormat): string {
  const { tag, columns, rows = [] } = result;
  if (format === 'table') return columns === undefined ? tag : renderTable({ columns, rows });
  const relation: Relation =
    columns === undefined
      ? { columns: [{ name: 'tag', type: 'STRING' }], rows: [[tag]] }
      : { columns, rows };
  return format === 'json' ? renderJson(relation) : renderCsv(relation);
}

/** An error as `cockroach sql` prints it: message, SQLSTATE, and DETAIL and HINT if it has them. */
export function renderError({ code, message, detail, hint }: SqlError): string {
  const lines = [`ERROR: ${message}`, `SQLSTATE: ${code}`];
  if (detail !== undefined) lines.push(`DETAIL: ${detail}`);
  if (hint !== undefined) lines.push(`HINT: ${hint}`);
  return lines.join('\n');
}
