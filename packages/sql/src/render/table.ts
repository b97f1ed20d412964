// A table as psql prints it, for a terminal.
import type { Column, Relation, SqlType, Value } from '../value.ts';
import { textOf } from './text.ts';

const RIGHT: ReadonlySet<SqlType> = new Set(['INT8', 'FLOAT8', 'DECIMAL']);

/** Header, rule, rows, and their number. */
export function renderTable({ columns, rows }: Relation): string {
  const heads = columns.map(({ name }) => shown(name));
  const cells = rows.map((row) => row.map((value, index) => cellOf(value, columns[index]!)));
  const widths = heads.map((head, index) =>
    cells.reduce((widest, row) => Math.max(widest, widthOf(row[index]!)), widthOf(head)),
  );
  const lines = cells.map((row) =>
    row.map((cell, index) => aligned(cell, widths[index]!, columns[index]!)).join('|'),
  );
  return [
    heads.map((head, index) => centered(head, widths[index]!)).join('|'),
    widths.map((width) => '-'.repeat(width + 2)).join('+'),
    ...lines,
    `(${rows.length} ${rows.length === 1 ? 'row' : 'rows'})`,
  ]
    .map((line) => line.trimEnd())
    .join('\n');
}

function cellOf(value: Value, { type }: Column): string {
  return value === null ? 'NULL' : shown(textOf(value, type));
}

/** Control characters become visible: a job's error must not move the cursor of who reads it. */
function shown(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (character) => {
    if (character === '\n') return String.raw`\n`;
    if (character === '\t') return String.raw`\t`;
    return String.raw`\x` + character.codePointAt(0)!.toString(16).padStart(2, '0');
  });
}

function widthOf(text: string): number {
  return Array.from(text).length;
}

function aligned(cell: string, width: number, { type }: Column): string {
  const space = ' '.repeat(width - widthOf(cell));
  return RIGHT.has(type) ? ` ${space}${cell} ` : ` ${cell}${space} `;
}

function centered(head: string, width: number): string {
  const space = width - widthOf(head);
  const left = Math.floor(space / 2);
  return ` ${' '.repeat(left)}${head}${' '.repeat(space - left)} `;
}
