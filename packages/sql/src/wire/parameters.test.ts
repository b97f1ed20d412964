import { describe, expect, it } from 'vitest';
import { bindText, countParameters, literalOf } from './parameters.ts';

describe('parameters in a text', () => {
  it('take the places of their placeholders, and of nothing that only looks like one', () => {
    const source = 'SELECT \'$1\', "$1", $2 /* $1 */, $1 -- $2';
    expect(bindText(source, ['1', 'NULL']).text).toBe(
      'SELECT \'$1\', "$1", NULL /* $1 */, 1 -- $2',
    );
    expect(countParameters(source)).toBe(2);
  });

  it('leave every position findable in the text as it was sent', () => {
    const source = 'SELECT $1 AS "😀", $2 + $1 AS b, missing';
    const { text, original } = bindText(source, ["'a long 😀 value'", '7']);
    const positionIn = (of: string, part: string): number =>
      Array.from(of.split(part)[0]!).length + 1;
    const parts = ['SELECT', 'AS "', '+', 'AS b', 'missing'];
    expect(parts.map((part) => original(positionIn(text, part)))).toEqual(
      parts.map((part) => positionIn(source, part)),
    );
    // Within a literal it is that of the placeholder.
    expect(original(positionIn(text, 'long'))).toBe(positionIn(source, '$1'));
    expect(original(positionIn(text, '7'))).toBe(positionIn(source, '$2'));
  });

  it('are bound in a time that grows with the text, however many they are', () => {
    const count = 60_000;
    const source = `SELECT ${Array.from({ length: count }, (_, n) => `$${n + 1}`).join(', ')}`;
    const literals = Array.from({ length: count }, () => `'${'x'.repeat(50)}'`);
    const began = performance.now();
    const { text, original } = bindText(source, literals);
    expect(original(text.length)).toBe(source.lastIndexOf('$') + 1);
    // It takes some 150 ms; counting characters for each would take minutes.
    expect(performance.now() - began).toBeLessThan(5000);
  });

  it('are as many as a message can count', () => {
    expect(() => countParameters('SELECT $65536')).toThrow('there is no parameter $65536');
  });
});

describe('the literal of a parameter', () => {
  const INT8 = 20;
  const BOOL = 16;
  it.each([
    ['-7', INT8, '(-7)'],
    ['+7', INT8, '7'],
    ['t', BOOL, 'true'],
    ["it's", 25, "'it''s'"],
    ['7; DROP TABLE t', 0, "'7; DROP TABLE t'"],
  ])('%j of type %d is %s', (value, oid, literal) => {
    expect(literalOf(Buffer.from(value), oid, 0)).toBe(literal);
  });

  it.each([
    ['7; DROP TABLE t', INT8, '22P02'],
    ['perhaps', BOOL, '22P02'],
    ['a\0b', 25, '22021'],
  ])('%j of type %d is none: %s', (value, oid, code) => {
    expect(() => literalOf(Buffer.from(value), oid, 0)).toThrow(expect.objectContaining({ code }));
  });

  it('in binary has the width of its type', () => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64BE(-9_007_199_254_740_993n);
    expect(literalOf(bytes, INT8, 1)).toBe('(-9007199254740993)');
    expect(() => literalOf(bytes.subarray(1), INT8, 1)).toThrow('incorrect binary data format');
  });
});
