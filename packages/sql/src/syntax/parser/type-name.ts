/** The type after `::`. Built-in types have many names and one normal one. */

import type { TypeName } from '../leaf.ts';
import type { Cursor } from './cursor.ts';
import { isNonReserved, parsePath } from './name.ts';

/** A type of one's own is named by a database, a schema and its own name. */
const TYPE_PARTS_MAX = 3;

/** The other names of the built-in types, under the normal one. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  bool: 'boolean',
  bytes: 'bytea blob',
  char: 'character',
  decimal: 'numeric dec',
  float4: 'real',
  float8: 'float',
  int2: 'smallint',
  int8: 'int integer bigint int64',
  jsonb: 'json',
  string: 'text',
};

const normalNames = new Map<string, string>();
for (const [normal, others] of Object.entries(OTHER_NAMES)) {
  for (const other of others.split(' ')) normalNames.set(other, normal);
}

/** The types that take a length, a precision, a scale. */
const WITH_MODIFIERS: ReadonlySet<string> = new Set([
  'bit',
  'char',
  'decimal',
  'interval',
  'string',
  'time',
  'timestamp',
  'timestamptz',
  'timetz',
  'varbit',
  'varchar',
]);

/** The most modifiers a type takes: `DECIMAL(10,2)`. */
const MODIFIERS_MAX = 2;

/**
 * ```
 * typename := type_path [ '(' ICONST ( ',' ICONST )* ')' ] [ '[' ']' ]
 * ```
 */
export function parseTypeName(cursor: Cursor): TypeName {
  const { start } = cursor.peek();
  const path = parsePath(cursor, isNonReserved, TYPE_PARTS_MAX);
  const [first = ''] = path;
  const name = path.length === 1 ? [normalNames.get(first) ?? first] : path;
  const takesModifiers = name.length === 1 && WITH_MODIFIERS.has(name[0] ?? '');
  const modifiers = takesModifiers ? parseModifiers(cursor) : [];
  const array = cursor.takeSymbol('[');
  if (array) cursor.expectSymbol(']');
  return { kind: 'TypeName', name, modifiers, array, span: cursor.spanFrom(start) };
}

function parseModifiers(cursor: Cursor): readonly string[] {
  if (!cursor.takeSymbol('(')) return [];
  const modifiers: string[] = [];
  do {
    if (cursor.peek().kind !== 'integer') throw cursor.unexpected();
    modifiers.push(cursor.advance().text);
  } while (modifiers.length < MODIFIERS_MAX && cursor.takeSymbol(','));
  cursor.expectSymbol(')');
  return modifiers;
}
