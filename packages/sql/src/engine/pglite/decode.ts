// Values of PostgreSQL's types as the values of SQL here. Numbers and times come in binary, for
// their texts would have to be parsed; whatever has no type of its own here comes as its text.
import type { Row, SqlType, Value } from '../../value.ts';
import { textIn, type Frame } from './wire.ts';

/** A value that has no form here; the query is refused. */
export class NoValueError extends Error {
  override readonly name = 'NoValueError';
}

type Body = Frame['body'];

interface Decoding {
  readonly type: SqlType;
  /** Absent when the value comes as text, and its text is the value. */
  readonly binary?: (body: Body, at: number, length: number) => Value;
}

const INT8: Decoding = { type: 'INT8', binary: (body, at) => body.getBigInt64(at) };
const INT4: Decoding = { type: 'INT8', binary: (body, at) => BigInt(body.getInt32(at)) };
const INT2: Decoding = { type: 'INT8', binary: (body, at) => BigInt(body.getInt16(at)) };
const OID: Decoding = { type: 'INT8', binary: (body, at) => BigInt(body.getUint32(at)) };
const FLOAT8: Decoding = { type: 'FLOAT8', binary: (body, at) => body.getFloat64(at) };
/** The number whose shortest text is that of the single-precision one, as CockroachDB widens it. */
const FLOAT4: Decoding = { type: 'FLOAT8', binary: (body, at) => widened(body.getFloat32(at)) };
const BOOL: Decoding = { type: 'BOOL', binary: (body, at) => body.getUint8(at) !== 0 };
const TIMESTAMP: Decoding = { type: 'TIMESTAMP', binary: timestamp };
const TEXTS: Decoding = { type: 'STRING[]', binary: texts };
const TEXT: Decoding = { type: 'STRING' };
const DECIMAL: Decoding = { type: 'DECIMAL' };
const INTERVAL: Decoding = { type: 'INTERVAL' };

/** By the number of PostgreSQL's type; numbers of built-in types never change. */
const DECODINGS: ReadonlyMap<number, Decoding> = new Map([
  [16, BOOL],
  [20, INT8],
  [21, INT2],
  [23, INT4],
  [26, OID],
  [700, FLOAT4],
  [701, FLOAT8],
  [1009, TEXTS],
  [1015, TEXTS],
  [1114, TIMESTAMP],
  [1184, TIMESTAMP],
  [1186, INTERVAL],
  [1700, DECIMAL],
]);

function decodingOf(type: number): Decoding {
  return DECODINGS.get(type) ?? TEXT;
}

/** The type that a column of this type has here. */
export function sqlTypeOf(type: number): SqlType {
  return decodingOf(type).type;
}

/** Whether values of this type are to be asked for in binary. */
export function isBinary(type: number): boolean {
  return decodingOf(type).binary !== undefined;
}

/** Reads DataRows of these columns. Throws NoValueError. */
export function rowReader(types: readonly number[]): (body: Body) => Row {
  const decodings = types.map(decodingOf);
  return (body) => {
    let at = 2;
    return decodings.map(({ binary }) => {
      const length = body.getInt32(at);
      at += 4;
      if (length < 0) return null;
      const start = at;
      at += length;
      return binary === undefined ? textIn(body, start, at) : binary(body, start, length);
    });
  };
}

function widened(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const wide = Number(value.toPrecision(digits));
    if (Math.fround(wide) === value) return wide;
  }
  return value;
}

/** 2000-01-01, where PostgreSQL counts microseconds from. */
const EPOCH_MICROSECONDS = 946_684_800_000_000n;
const INFINITY = 2n ** 63n - 1n;

function timestamp(body: Body, at: number): Value {
  const microseconds = body.getBigInt64(at);
  if (microseconds === INFINITY || microseconds === -INFINITY - 1n) {
    throw new NoValueError('an infinite timestamp is not supported');
  }
  return Number(microseconds + EPOCH_MICROSECONDS) / 1000;
}

function texts(body: Body, start: number): Value {
  const dimensions = body.getInt32(start);
  if (dimensions === 0) return [];
  if (dimensions > 1) throw new NoValueError('an array of arrays is not supported');
  const values: string[] = [];
  let at = start + 20;
  for (let count = body.getInt32(start + 12); count > 0; count--) {
    const length = body.getInt32(at);
    if (length < 0) throw new NoValueError('an array with NULL in it is not supported');
    values.push(textIn(body, at + 4, at + 4 + length));
    at += 4 + length;
  }
  return values;
}
