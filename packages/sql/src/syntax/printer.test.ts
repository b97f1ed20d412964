/** The printer where `testdata` does not show it: any name, any string, trees built by hand. */

import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';

import { plain } from '../testing/plain.ts';
import type { Expression } from './ast.ts';
import { allKeywords } from './keywords.ts';
import { NOWHERE, type TypeName } from './leaf.ts';
import { parse } from './parser.ts';
import { print, type PrintOptions } from './printer.ts';
import type { Statement } from './statement.ts';

// These tests are bounded by their work; a busy machine may take its time.
vi.setConfig({ testTimeout: 120_000 });

const span = NOWHERE;

function printFirst([first]: readonly Statement[], options: PrintOptions = {}): string {
  if (first === undefined) throw new Error('there is no statement');
  return print(first, options);
}

describe('the printer', () => {
  test('prints a string as one line of printable characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(print({ kind: 'StringLiteral', value, span })).toMatch(/^[\x20-\x7e]*$/u);
      }),
    );
  });

  test.each([...allKeywords().keys()])('prints %s so that it stays a name', (keyword) => {
    const word = `"${keyword}"`;
    const tree = parse(`SELECT ${word}, a.${word}, ${word}.a, 1 AS ${word} FROM ${word} ${word}
      ORDER BY ${word}(${word} BETWEEN ${word} AND ${word})`);
    expect(plain(parse(printFirst(tree)))).toEqual(plain(tree));
  });

  test('puts in the parentheses that a tree built by hand lacks', () => {
    const number = (value: string): Expression => ({ kind: 'IntegerLiteral', text: value, span });
    const sum: Expression = {
      kind: 'Binary',
      operator: '+',
      left: number('1'),
      right: number('2'),
      span,
    };
    const type: TypeName = { kind: 'TypeName', name: ['int8'], modifiers: [], array: false, span };
    expect(print({ ...sum, operator: '*', left: sum })).toBe('(1 + 2) * 2');
    expect(print({ kind: 'Unary', operator: '-', operand: number('-1'), span })).toBe('-(-1)');
    expect(print({ kind: 'Cast', operand: number('-1'), type, span })).toBe('(-1)::INT8');
    expect(print({ kind: 'Cast', operand: sum, type, span })).toBe('(1 + 2)::INT8');
  });
});

describe('a redacted statement', () => {
  test('tells no reason, no details, no setting and no id', () => {
    const redacted = parse(`
      CANCEL JOB 424242 OR (424242 IN (424242, 'secret')) WITH REASON = 'secret';
      CREATE JOB backup WITH DETAILS = 'secret';
      SET CLUSTER SETTING a = 'secret';
      SHOW JOBS VALUES (1, 2, 424242), ('secret')`)
      .map((tree) => print(tree, { redacted: true }))
      .join('; ');
    expect(redacted).not.toMatch(/secret|42/u);
    expect(redacted).toContain('CREATE JOB backup');
  });

  test.each([
    [3, '__more1_10__'],
    [12, '__more1_10__'],
    [13, '__more10_100__'],
    [102, '__more10_100__'],
    [103, '__more100__'],
    [991, '__more900__'],
    [1002, '__more1000__'],
    [1003, '__more1000_plus__'],
  ])('of a list of %i literals shows two and the order of magnitude', (count, more) => {
    const trees = parse(`SELECT a IN (${Array.from({ length: count }, () => '7').join(', ')})`);
    expect(printFirst(trees, { redacted: true })).toBe(`SELECT a IN (_, _, ${more})`);
  });
});
