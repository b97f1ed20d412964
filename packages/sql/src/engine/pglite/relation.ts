// Rows of a source as a relation of the database: its definition, and its rows in COPY's text
// format, cut into parts that take little memory on either side.
import { formatTimestamp } from '@rescind/shared';
import { textOf } from '../../render/text.ts';
import type { SourceTable } from '../../engine.ts';
import type { Column, Row, SqlType, Value } from '../../value.ts';
import { readable } from './guard.ts';

const POSTGRES_TYPES: Readonly<Record<SqlType, string>> = {
  INT8: 'int8',
  STRING: 'text',
  TIMESTAMP: 'timestamp',
  FLOAT8: 'float8',
  DECIMAL: 'numeric',
  BOOL: 'bool',
  INTERVAL: 'interval',
  'STRING[]': 'text[]',
  UNKNOWN: 'text',
};

/** Statements that make the relation; it is never written to a log, for it lives for one query. */
export function definitionOf(relation: string, columns: readonly Column[]): string {
  const list = columns.map(({ name, type }) => `${quoted(name)} ${POSTGRES_TYPES[type]}`);
  return `CREATE UNLOGGED TABLE ${relation} (${list.join(', ')}); ${readable(relation)}`;
}

/** A name in quotes. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** About so many characters are loaded at once. */
const PART_CHARACTERS = 1 << 20;

/** The rows of a source in parts of about a mebibyte, each in whole rows. */
export async function* copyTexts(table: SourceTable): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const types = table.columns.map(({ type }) => type);
  const encoder = new TextEncoder();
  let text = '';
  for await (const rows of table.batches?.() ?? [await table.rows()]) {
    for (const row of rows) {
      text += lineOf(row, types);
      if (text.length < PART_CHARACTERS) continue;
      yield encoder.encode(text);
      text = '';
    }
  }
  if (text !== '') yield encoder.encode(text);
}

function lineOf(row: Row, types: readonly SqlType[]): string {
  let line = '';
  for (let at = 0; at < types.length; at++) {
    if (at > 0) line += '\t';
    line += fieldOf(row[at] ?? null, types[at]!);
  }
  return `${line}\n`;
}

function fieldOf(value: Value, type: SqlType): string {
  if (value === null) return String.raw`\N`;
  if (typeof value === 'bigint') return String(value);
  if (type === 'TIMESTAMP') return timestampText(value as number);
  const text = textOf(value, type);
  return NEEDS_ESCAPE.test(text) ? text.replaceAll(ESCAPED, escape) : text;
}

const NEEDS_ESCAPE = /[\\\t\n\r]/;
const ESCAPED = /[\\\t\n\r]/g;

function escape(character: string): string {
  const letter = { '\t': 't', '\n': 'n', '\r': 'r' }[character] ?? '\\';
  return `\\${letter}`;
}

/** To the microsecond, which is the last place that a TIMESTAMP has. */
function timestampText(ms: number): string {
  const microseconds = Math.round(ms * 1000);
  const rest = ((microseconds % 1000) + 1000) % 1000;
  const text = formatTimestamp((microseconds - rest) / 1000);
  return rest === 0 ? text : `${text}${String(rest).padStart(3, '0')}`;
}
