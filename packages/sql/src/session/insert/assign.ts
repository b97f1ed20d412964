// How a value becomes one of a column: literals take the type of the column they are for, other
// values must have it already, but for whole numbers where numbers are wanted.
import type { TableColumn, TableColumnType, Value as StoredValue } from '@rescind/shared';
import { at, typed, type Constant } from '../../constant.ts';
import { parseExact, printExact, wholeOf } from '../../constant/exact.ts';
import { parseFloat8, parseInt8, parseTimestampText } from '../../constant/parse-text.ts';
import { errorAt, SqlError } from '../../sql-error.ts';
import type { Expression } from '../../syntax/ast.ts';
import { cockroachName, isInt8, type SqlType, type Value } from '../../value.ts';

/** The value of a constant in a column. Throws 22P02, 22003, 22007, 42804. */
export function assignConstant(
  node: Expression,
  constant: Constant,
  column: TableColumn,
): StoredValue {
  if (constant.kind === 'null') return null;
  if (constant.kind === 'text') return at(node, () => readText(constant.text, column.type));
  if (constant.kind === 'number') {
    const whole = wholeOf(constant.value);
    switch (column.type) {
      case 'INT8':
        if (whole === undefined) break;
        if (isInt8(whole)) return whole;
        throw errorAt(node, '22003', 'numeric constant out of int64 range');
      case 'FLOAT8':
        return Number(printExact(constant.value));
      case 'DECIMAL':
        return printExact(constant.value);
      default:
    }
  }
  const { type, value } = typed(node, constant);
  return assignTyped(node, type, column)(value);
}

/** How values of a type become values of the column. Throws 42804 where they cannot. */
export function assignTyped(
  node: Expression | undefined,
  type: SqlType,
  column: TableColumn,
): (value: Value) => StoredValue {
  if (type === column.type) return (value) => value as StoredValue;
  if (type === 'UNKNOWN') return () => null;
  const key = `${type} ${column.type}`;
  if (key === 'INT8 FLOAT8') return (value) => (value === null ? null : Number(value));
  if (key === 'INT8 DECIMAL') return (value) => (value === null ? null : String(value));
  if (key === 'DECIMAL FLOAT8') return (value) => (value === null ? null : Number(value));
  const message =
    `value type ${cockroachName(type)} doesn't match type ${cockroachName(column.type)} ` +
    `of column "${column.name}"`;
  if (node !== undefined) throw errorAt(node, '42804', message);
  throw new SqlError({ code: '42804', message });
}

/** A text as a value of a type. Throws 22P02, 22003, 22007, 22008. */
function readText(text: string, type: TableColumnType): StoredValue {
  switch (type) {
    case 'STRING':
      return text;
    case 'INT8':
      return parseInt8(text.trim());
    case 'FLOAT8':
      return readFloat(text.trim());
    case 'BOOL':
      return readBool(text);
    case 'DECIMAL':
      return readDecimal(text.trim());
    case 'TIMESTAMP':
      return parseTimestampText(text);
    case 'INTERVAL':
      return readInterval(text.trim());
  }
}

const FLOAT_NAMES: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
  ['-infinity', Number.NEGATIVE_INFINITY],
]);

function readFloat(text: string): number {
  return FLOAT_NAMES.get(text.toLowerCase()) ?? parseFloat8(text);
}

function readBool(text: string): boolean {
  const word = text.trim().toLowerCase();
  if (word !== '') {
    if (['true', 'yes'].some((each) => each.startsWith(word)) || ['on', '1'].includes(word)) {
      return true;
    }
    const isFalse = ['false', 'no'].some((each) => each.startsWith(word));
    if (isFalse || ['of', 'off', '0'].includes(word)) return false;
  }
  throw unreadable(text, 'bool', 'invalid bool value');
}

const DECIMAL = /^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)(e[+-]?[0-9]+)?$/i;

function readDecimal(text: string): string {
  const value = DECIMAL.test(text) ? parseExact(text.replace(/^\+/, '')) : undefined;
  if (value !== undefined) return printExact(value);
  throw unreadable(text, 'decimal', `parse mantissa: ${text}`);
}

const UNIT =
  '(?:years?|mons?|months?|weeks?|days?|hours?|hrs?|minutes?|mins?|' +
  'seconds?|secs?|milliseconds?|ms|us)';
const AMOUNT = `[+-]?[0-9]+(?:\\.[0-9]+)? *${UNIT}\\s*`;
const TIME = '[+-]?[0-9]+:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]+)?)?';
const INTERVAL = new RegExp(`^(?:${AMOUNT})*(?:${TIME})?$`, 'i');

/** The text as it was written: an interval has no one spelling here. */
function readInterval(text: string): string {
  if (text !== '' && INTERVAL.test(text)) return text;
  throw unreadable(text, 'interval', 'invalid syntax');
}

function unreadable(text: string, type: string, why: string): SqlError {
  const message = `could not parse ${JSON.stringify(text)} as type ${type}: ${why}`;
  return new SqlError({ code: '22P02', message });
}

/** Rounds to the next whole number, halves to the even one, as CockroachDB casts. */
export function roundHalfEven(value: number): bigint {
  const whole = Math.round(value);
  const isHalf = Math.abs(value % 1) === 0.5;
  const even = isHalf && whole % 2 !== 0 ? whole - 1 : whole;
  const rounded = Number.isFinite(even) ? BigInt(even) : undefined;
  if (rounded !== undefined && isInt8(rounded)) return rounded;
  throw new SqlError({ code: '22003', message: 'integer out of range' });
}
