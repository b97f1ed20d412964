// A wide answer as the page prints it: some of its columns, and dots for all the others.
import { renderResult, type StatementResult } from '@rescind/sql';

/** Longer texts end in an ellipsis. */
const TEXT_MAX = 56;

/** The answer as text with these columns only; whole when none are named. */
export function excerpt(result: StatementResult, names: readonly string[] | undefined): string {
  const { columns, rows = [] } = result;
  if (names === undefined || columns === undefined) return renderResult(result, 'table');
  const places = names
    .map((name) => columns.findIndex((column) => column.name === name))
    .filter((place) => place !== -1);
  const narrow = renderResult(
    {
      tag: result.tag,
      columns: places.map((place) => columns[place]!),
      rows: rows.map((row) => places.map((place) => shortened(row[place] ?? null))),
    },
    'table',
  );
  return places.length === columns.length ? narrow : dotted(narrow);
}

function shortened<Value>(value: Value): Value | string {
  if (typeof value !== 'string' || value.length <= TEXT_MAX) return value;
  return `${value.slice(0, TEXT_MAX - 1)}…`;
}

/** The rule below the header is the only line of full width. */
function dotted(table: string): string {
  const lines = table.split('\n');
  const width = Math.max(...lines.map((line) => Array.from(line).length));
  const last = lines.length - 1;
  return lines
    .map((line, index) => {
      if (index === last) return line;
      return index === 1 ? `${line}+...` : `${padded(line, width)}|...`;
    })
    .join('\n');
}

function padded(line: string, width: number): string {
  return line + ' '.repeat(width - Array.from(line).length);
}
