// The values SQL works with here: their types, what they are in JavaScript, and their order.

/** The types that columns and constants have; UNKNOWN is that of a column of nothing but NULL. */
export type SqlType =
  | 'INT8'
  | 'STRING'
  | 'TIMESTAMP'
  | 'FLOAT8'
  | 'DECIMAL'
  | 'BOOL'
  | 'INTERVAL'
  | 'STRING[]'
  | 'UNKNOWN';

/**
 * A value: INT8 a bigint (job ids exceed 2^53, so never a number), TIMESTAMP a number of
 * milliseconds since 1970, FLOAT8 a number, BOOL a boolean, STRING[] a list; STRING, DECIMAL and
 * INTERVAL their text. SQL's NULL is null in every type.
 */
export type Value = bigint | number | string | boolean | readonly string[] | null;

export type Row = readonly Value[];

export interface Column {
  readonly name: string;
  readonly type: SqlType;
}

/** Columns and rows; every row has a value for each column. */
export interface Relation {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

const INT8_LIMIT = 2n ** 63n;

/** Whether a whole number is an INT8. */
export function isInt8(value: bigint): boolean {
  return value >= -INT8_LIMIT && value < INT8_LIMIT;
}

/** The name CockroachDB calls a type by in its messages. */
export function cockroachName(type: SqlType): string {
  const names = { INT8: 'int', FLOAT8: 'float' } as const;
  return type === 'INT8' || type === 'FLOAT8' ? names[type] : type.toLowerCase();
}

const POSTGRES_NAMES: Readonly<Record<SqlType, string>> = {
  INT8: 'bigint',
  STRING: 'text',
  TIMESTAMP: 'timestamp without time zone',
  FLOAT8: 'double precision',
  DECIMAL: 'numeric',
  BOOL: 'boolean',
  INTERVAL: 'interval',
  'STRING[]': 'text[]',
  UNKNOWN: 'unknown',
};

/** The name PostgreSQL calls a type by in its messages. */
export function postgresName(type: SqlType): string {
  return POSTGRES_NAMES[type];
}

/**
 * The order of two texts: that of their bytes in UTF-8, which is that of their characters.
 * JavaScript's own `<` differs from it beyond U+FFFF.
 */
function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Halves of characters beyond U+FFFF sort behind all others. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** The order of two values of one type, neither of them NULL, that is no list. */
export function compareValues(a: NonNullable<Value>, b: NonNullable<Value>): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}
