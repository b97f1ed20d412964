/** Tokens, where it matters to more than the parser what they are. */

import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';

import { scanToken } from './lexer.ts';
import type { Token } from './token.ts';

// These tests are bounded by their work; a busy machine may take its time.
vi.setConfig({ testTimeout: 120_000 });

function tokensOf(source: string): readonly Token[] {
  const tokens: Token[] = [];
  for (;;) {
    const token = scanToken(source, tokens.at(-1)?.end ?? 0);
    tokens.push(token);
    if (token.kind === 'end') return tokens;
  }
}

function shapesOf(source: string): readonly string[] {
  return tokensOf(source).map(({ kind, text }) => `${kind} ${text}`);
}

describe('a token', () => {
  test('keeps a number as text, however long it is', () => {
    expect(shapesOf('9223372036854775807 1e400 .5 0xFF 1..2')).toEqual([
      'integer 9223372036854775807',
      'decimal 1e400',
      'decimal .5',
      'integer 0xFF',
      'integer 1',
      'symbol .',
      'decimal .2',
      'end EOF',
    ]);
  });

  test('is a word in lower case, or a name as it was quoted', () => {
    expect(shapesOf('Jobs "Jobs" jOb$1 ÄRGER')).toEqual([
      'word jobs',
      'name Jobs',
      'word job$1',
      'word ärger',
      'end EOF',
    ]);
  });

  test('is the longest symbol that fits', () => {
    expect(shapesOf('a::int!=b<>c:::d[e]')).toEqual([
      'word a',
      'symbol ::',
      'word int',
      'symbol !=',
      'word b',
      'symbol <>',
      'word c',
      'symbol :::',
      'word d',
      'symbol [',
      'word e',
      'symbol ]',
      'end EOF',
    ]);
  });

  test('is no comment, and a comment inside a comment ends only itself', () => {
    expect(shapesOf('1 -- 2\n/* 3 /* 4 */ 5 */ 6 - -7 --')).toEqual([
      'integer 1',
      'integer 6',
      'symbol -',
      'symbol -',
      'integer 7',
      'end EOF',
    ]);
  });

  test('is an error when it is unfinished, which ends the text', () => {
    for (const source of ["'a", '"a', "e'a", '$a$ a', '/* a', "e'\\"]) {
      expect(tokensOf(source)).toMatchObject([
        { kind: 'error', start: 0, end: source.length },
        { kind: 'end' },
      ]);
    }
  });

  test('follows the one before it without overlap, in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (source) => {
        const tokens = tokensOf(source);
        const isInOrder = tokens.every(
          ({ kind, start, end }, index) =>
            start >= (tokens[index - 1]?.end ?? 0) && (kind === 'end' || end > start),
        );
        expect(isInOrder && tokens.at(-1)?.end === source.length).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
