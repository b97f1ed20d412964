// The type of a column as CREATE TABLE writes it. What would not be checked later is not taken:
// nobody shall rely on a length that nothing looks at.
import type { TableColumnType } from '@rescind/shared';
import { errorAt } from '../sql-error.ts';
import type { TypeName } from '../syntax/leaf.ts';
import { print } from '../syntax/printer.ts';

/** The parser has made `INT`, `BIGINT` one name already, and `TEXT`, `FLOAT`, `NUMERIC`. */
const TYPES: ReadonlyMap<string, TableColumnType> = new Map([
  ['int8', 'INT8'],
  ['int4', 'INT8'],
  ['string', 'STRING'],
  ['varchar', 'STRING'],
  ['float8', 'FLOAT8'],
  ['float4', 'FLOAT8'],
  ['bool', 'BOOL'],
  ['decimal', 'DECIMAL'],
  ['timestamp', 'TIMESTAMP'],
  ['interval', 'INTERVAL'],
]);

/** Throws 0A000 for a type that columns cannot have. */
export function columnType(type: TypeName): TableColumnType {
  const [name = '', another] = type.name;
  const found = another === undefined && !type.array ? TYPES.get(name) : undefined;
  if (found !== undefined && type.modifiers.length === 0) return found;
  const hint =
    found === undefined
      ? 'Columns are of INT8, STRING, FLOAT8, BOOL, DECIMAL, TIMESTAMP or INTERVAL.'
      : `Write ${found}: a length or precision would not be checked.`;
  throw errorAt(type, '0A000', `type ${print(type)} is not supported`, hint);
}
