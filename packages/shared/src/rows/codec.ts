// Rows as JSON and back: an array in the order of the columns. What JSON cannot say is text: whole
// numbers past 2^53 - 1, and the numbers that are none.
import type { Json } from '../json.ts';
import type { ColumnType, Row, Value } from '../rows.ts';

/** A value that its column cannot hold, or a text that is no row: a bug of whoever wrote it. */
export class RowFormatError extends Error {
  override readonly name = 'RowFormatError';
}

/**
 * One line of JSON, without the newline; the same values always give the same text. Throws
 * RowFormatError for what a column of its type cannot hold.
 */
export function encodeRow(columns: readonly ColumnType[], row: Row): string {
  return JSON.stringify(rowToJson(columns, row));
}

/** The row that `encodeRow` was given. Throws RowFormatError. */
export function decodeRow(columns: readonly ColumnType[], text: string): Row {
  return rowFromJson(columns, parse(text));
}

/** What `encodeRow` writes, as a value: for rows that stand in the log. Throws RowFormatError. */
export function rowToJson(columns: readonly ColumnType[], row: Row): readonly Json[] {
  if (row.length !== columns.length) throw lengthError(columns, row.length);
  const json: Json[] = [];
  for (let i = 0; i < columns.length; i++) json.push(valueToJson(columns[i]!, row[i]!, i));
  return json;
}

/** The inverse of `rowToJson`. Throws RowFormatError. */
export function rowFromJson(columns: readonly ColumnType[], json: Json): Row {
  if (!Array.isArray(json)) throw new RowFormatError('a row is to be a list of values');
  const values = json as readonly Json[];
  if (values.length !== columns.length) throw lengthError(columns, values.length);
  const row: Value[] = [];
  for (let i = 0; i < columns.length; i++) row.push(valueFromJson(columns[i]!, values[i]!, i));
  return row;
}

function valueToJson(type: ColumnType, value: Value, at: number): Json {
  if (value === null) return null;
  switch (type) {
    case 'INT8':
      return int8ToJson(value, at);
    case 'FLOAT8':
      if (typeof value !== 'number') throw valueError(type, value, at);
      // JSON has no sign for zero, and no name for what is not finite.
      return Number.isFinite(value) && !Object.is(value, -0) ? value : floatName(value);
    case 'TIMESTAMP':
      if (typeof value !== 'number' || !Number.isFinite(value)) throw valueError(type, value, at);
      return value;
    case 'BOOL':
      if (typeof value !== 'boolean') throw valueError(type, value, at);
      return value;
    case 'STRING':
    case 'DECIMAL':
    case 'INTERVAL':
      if (typeof value !== 'string') throw valueError(type, value, at);
      return value;
  }
}

const INT8_LIMIT = 2n ** 63n;
const SAFE_LIMIT = BigInt(Number.MAX_SAFE_INTEGER);

function int8ToJson(value: Value, at: number): Json {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  if (typeof value !== 'bigint' || value < -INT8_LIMIT || value >= INT8_LIMIT) {
    throw valueError('INT8', value, at);
  }
  return value >= -SAFE_LIMIT && value <= SAFE_LIMIT ? Number(value) : String(value);
}

function floatName(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

const FLOAT_NAMES: ReadonlySet<Json> = new Set(['NaN', 'Infinity', '-Infinity', '-0']);

function valueFromJson(type: ColumnType, json: Json, at: number): Value {
  if (json === null) return null;
  switch (type) {
    case 'INT8':
      if (typeof json === 'number' && Number.isSafeInteger(json)) return json;
      if (typeof json === 'string' && /^-?[1-9][0-9]{15,18}$/.test(json)) return BigInt(json);
      break;
    case 'FLOAT8':
      if (typeof json === 'number') return json;
      if (FLOAT_NAMES.has(json)) return Number(json);
      break;
    case 'TIMESTAMP':
      if (typeof json === 'number') return json;
      break;
    case 'BOOL':
      if (typeof json === 'boolean') return json;
      break;
    case 'STRING':
    case 'DECIMAL':
    case 'INTERVAL':
      if (typeof json === 'string') return json;
      break;
  }
  throw valueError(type, json, at);
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new RowFormatError(`${text.slice(0, 100)} is no row: it is not JSON`);
  }
}

function lengthError(columns: readonly ColumnType[], length: number): RowFormatError {
  return new RowFormatError(`a row of ${columns.length} columns cannot have ${length} values`);
}

function valueError(type: ColumnType, value: Value | Json | undefined, at: number): RowFormatError {
  const shown = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return new RowFormatError(
    `column ${at + 1} is of type ${type} and cannot hold ${shown.slice(0, 100)} (${typeof value})`,
  );
}
