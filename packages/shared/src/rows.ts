// The rows of a table: what a column may hold, and what a row is while it is in memory.
import type { TableColumnType } from './catalog/descriptor.ts';

/** The types of columns. */
export type ColumnType = TableColumnType;

/**
 * One value, null for NULL.
 * - INT8: a whole number up to 2^53 - 1 either way, a bigint beyond (and taken below, too).
 * - FLOAT8: a number, NaN and the infinities among them.
 * - TIMESTAMP: milliseconds since 1970, with a fraction for microseconds.
 * - BOOL: a boolean. STRING, DECIMAL, INTERVAL: text.
 */
export type Value = null | boolean | number | bigint | string;

/** Values in the order of the columns. */
export type Row = readonly Value[];

/** An object of rows, as a manifest knows it. */
export interface Segment {
  /** The object's name. */
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  /** SHA-256 of the object, in hexadecimal. */
  readonly sha256: string;
}
