import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ColumnType, Row, Value } from '../rows.ts';
import { decodeRow, encodeRow, rowFromJson, RowFormatError, rowToJson } from './codec.ts';

const columns: readonly ColumnType[] = [
  'INT8',
  'STRING',
  'FLOAT8',
  'BOOL',
  'DECIMAL',
  'TIMESTAMP',
  'INTERVAL',
];

const safe = BigInt(Number.MAX_SAFE_INTEGER);
const int8 = fc
  .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
  .map((value) => (value >= -safe && value <= safe ? Number(value) : value));
const anyRow = fc.tuple(
  ...[
    fc.oneof(int8, fc.maxSafeInteger()),
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.boolean(),
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
    fc.string(),
  ].map((values: fc.Arbitrary<Value>) => fc.option(values)),
);

describe('a row as text', () => {
  it('is one line, from which the very same row comes back', () => {
    fc.assert(
      fc.property(anyRow, (row) => {
        // JSON knows one zero only, and so do INT8 and TIMESTAMP.
        const expected = row.map((each, at) => (at !== 2 && each === 0 ? 0 : each));
        const text = encodeRow(columns, row);
        expect(text).not.toContain('\n');
        expect(decodeRow(columns, text)).toEqual(expected);
        expect(rowFromJson(columns, JSON.parse(text) as [])).toEqual(expected);
        expect(JSON.stringify(rowToJson(columns, row))).toBe(text);
      }),
    );
  });

  it.each<[ColumnType, Value, string]>([
    ['INT8', 9007199254740991, '9007199254740991'],
    ['INT8', 9007199254740991n, '9007199254740991'],
    ['INT8', 9007199254740992n, '"9007199254740992"'],
    ['INT8', -9007199254740992n, '"-9007199254740992"'],
    ['INT8', -(2n ** 63n), '"-9223372036854775808"'],
    ['INT8', 5n, '5'],
    ['INT8', -0, '0'],
    ['FLOAT8', 0.1, '0.1'],
    ['FLOAT8', -0, '"-0"'],
    ['FLOAT8', NaN, '"NaN"'],
    ['FLOAT8', Infinity, '"Infinity"'],
    ['FLOAT8', -Infinity, '"-Infinity"'],
    ['STRING', 'NULL\n"ä€𝄞\ud800', String.raw`"NULL\n\"ä€𝄞\ud800"`],
    ['BOOL', false, 'false'],
    ['DECIMAL', '1.10', '"1.10"'],
    ['INTERVAL', '1 day', '"1 day"'],
    ['TIMESTAMP', 1767225600000.125, '1767225600000.125'],
    ['STRING', null, 'null'],
  ])('%s %s is %s', (type, value, text) => {
    expect(encodeRow([type], [value])).toBe(`[${text}]`);
  });

  it.each<[ColumnType, Value]>([
    ['INT8', 0.5],
    ['INT8', 9007199254740992],
    ['INT8', 2n ** 63n],
    ['INT8', -(2n ** 63n) - 1n],
    ['INT8', '1'],
    ['INT8', NaN],
    ['FLOAT8', '1'],
    ['FLOAT8', 1n],
    ['TIMESTAMP', NaN],
    ['TIMESTAMP', '2026-01-01'],
    ['BOOL', 0],
    ['STRING', 1],
    ['DECIMAL', 1.5],
    ['INTERVAL', 1],
  ])('a column of type %s cannot hold %s', (type, value) => {
    const encode = (): string => encodeRow(['STRING', type], ['', value]);
    expect(encode).toThrow(RowFormatError);
    expect(encode).toThrow(`column 2 is of type ${type} and cannot hold ${value}`);
  });

  it.each<[ColumnType, string]>([
    ['INT8', '["1"]'],
    ['INT8', '[1.5]'],
    ['INT8', '["0x12345678901234567"]'],
    ['FLOAT8', '["1"]'],
    ['TIMESTAMP', '["NaN"]'],
    ['BOOL', '[1]'],
    ['STRING', '[[]]'],
    ['STRING', '[]'],
    ['STRING', '["a","b"]'],
    ['STRING', '"a"'],
    ['STRING', '["a"'],
  ])('for a column of type %s, %s is no row', (type, text) => {
    expect(() => decodeRow([type], text)).toThrow(RowFormatError);
  });

  it('a row has as many values as there are columns', () => {
    const rows: readonly Row[] = [[], ['a'], ['a', 'b', 'c']];
    for (const row of rows) {
      expect(() => encodeRow(['STRING', 'STRING'], row)).toThrow('a row of 2 columns cannot have');
    }
  });
});
