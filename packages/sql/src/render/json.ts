// Rows as JSON: an array of objects, one on each line.
import type { Relation, SqlType, Value } from '../value.ts';
import { textOf } from './text.ts';

/** Columns that share a name get a number from the second on, so that no value is lost. */
export function renderJson({ columns, rows }: Relation): string {
  const keys = distinct(columns.map(({ name }) => name)).map((key) => JSON.stringify(key));
  const objects = rows.map((row) => {
    const members = row.map((value, i) => `${keys[i]!}:${jsonOf(value, columns[i]!.type)}`);
    return `{${members.join(',')}}`;
  });
  return objects.length === 0 ? '[]' : `[\n${objects.join(',\n')}\n]`;
}

function jsonOf(value: Value, type: SqlType): string {
  if (value === null) return 'null';
  const isOwnType = type === 'FLOAT8' || type === 'BOOL' || type === 'STRING[]';
  return JSON.stringify(isOwnType ? value : textOf(value, type));
}

function distinct(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let key = name;
    for (let count = 2; taken.has(key); count++) key = `${name}_${count}`;
    taken.add(key);
    return key;
  });
}
