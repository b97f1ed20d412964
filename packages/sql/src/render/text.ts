// A single value as text.
import { formatTimestamp } from '@rescind/shared';
import type { SqlType, Value } from '../value.ts';

/** The text of a value that is not NULL; lists in PostgreSQL's form `{a,"b c"}`. */
export function textOf(value: NonNullable<Value>, type: SqlType): string {
  if (type === 'TIMESTAMP') return formatTimestamp(value as number);
  if (type === 'BOOL') return value === true ? 't' : 'f';
  return typeof value === 'object' ? `{${value.map(element).join(',')}}` : String(value);
}

function element(text: string): string {
  const isBare = /^[^\s{}",\\]+$/.test(text) && text.toUpperCase() !== 'NULL';
  return isBare ? text : `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
