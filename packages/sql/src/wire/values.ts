// What values look like on the wire: the numbers of their types, as text and in binary.
import { textOf } from '../render/text.ts';
import { SqlError } from '../sql-error.ts';
import type { SqlType, Value } from '../value.ts';

/** 0 is text, 1 is binary. */
export type Format = 0 | 1;

const TYPES: Readonly<Record<SqlType, { readonly oid: number; readonly size: number }>> = {
  BOOL: { oid: 16, size: 1 },
  INT8: { oid: 20, size: 8 },
  STRING: { oid: 25, size: -1 },
  UNKNOWN: { oid: 25, size: -1 },
  FLOAT8: { oid: 701, size: 8 },
  'STRING[]': { oid: 1009, size: -1 },
  TIMESTAMP: { oid: 1114, size: 8 },
  INTERVAL: { oid: 1186, size: 16 },
  DECIMAL: { oid: 1700, size: -1 },
};

/** The number PostgreSQL has for a type. */
export function oidOf(type: SqlType): number {
  return TYPES[type].oid;
}

/** The bytes of a type's values; -1 when they differ. */
export function sizeOf(type: SqlType): number {
  return TYPES[type].size;
}

/** PostgreSQL counts from the year 2000. */
const YEAR_2000_MS = 946_684_800_000;

/** A value in the format asked for. Throws 0A000 for a type that has no binary form here. */
export function encodeValue(value: Value, type: SqlType, format: Format): Uint8Array | null {
  if (value === null) return null;
  return format === 0 ? Buffer.from(textOf(value, type)) : binary(value, type);
}

function binary(value: NonNullable<Value>, type: SqlType): Uint8Array {
  const bytes = Buffer.alloc(8);
  switch (type) {
    case 'INT8':
      bytes.writeBigInt64BE(value as bigint);
      return bytes;
    case 'FLOAT8':
      bytes.writeDoubleBE(value as number);
      return bytes;
    case 'TIMESTAMP':
      bytes.writeBigInt64BE(BigInt(Math.round(((value as number) - YEAR_2000_MS) * 1000)));
      return bytes;
    case 'BOOL':
      return Uint8Array.of(value === true ? 1 : 0);
    case 'STRING':
    case 'UNKNOWN':
      return Buffer.from(textOf(value, type));
    default: {
      const message = `binary output of ${type} is not supported`;
      throw new SqlError({ code: '0A000', message, hint: 'Ask for the column as text.' });
    }
  }
}
