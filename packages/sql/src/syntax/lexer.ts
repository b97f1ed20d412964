/** Text to tokens, one at a time: the lexer keeps no state, so looking ahead costs nothing. */

import { scanNumber } from './lexer/number.ts';
import { isSpace, scanDollar, scanEscapedString, scanName, scanString } from './lexer/quoted.ts';
import { isDigit, isNamePart, isNameStart, normalizeName } from './name.ts';
import type { Token } from './token.ts';

/** Symbols of more than one character; the longest that fits is taken. */
const LONG_SYMBOLS = new Set(
  '::: ->> #>> !~* ||/ :: <= >= <> != || && // << >> -> #> #- @> <@ ?| ?& !~ ~* |/ := =>'.split(
    ' ',
  ),
);

/**
 * The first token at or after an offset, white space and comments skipped.
 *
 * Never throws: text that is no token becomes an `error` token, for the parser to stumble over
 * when it gets there and not before.
 */
export function scanToken(source: string, from: number): Token {
  const start = skipTrivia(source, from);
  if (start >= source.length) return { kind: 'end', text: 'EOF', start, end: start };
  const code = source.charCodeAt(start);
  if (isNameStart(code)) {
    return isEscapePrefix(source, start)
      ? scanEscapedString(source, start)
      : scanWord(source, start);
  }
  if (isDigit(code) || (code === 0x2e && isDigit(source.charCodeAt(start + 1)))) {
    return scanNumber(source, start);
  }
  if (code === 0x27) return scanString(source, start);
  if (code === 0x22) return scanName(source, start);
  if (code === 0x24) return scanDollar(source, start) ?? scanSymbol(source, start);
  // Only an unterminated comment is left standing by skipTrivia.
  if (source.startsWith('/*', start)) {
    return { kind: 'error', text: 'unterminated comment', start, end: source.length };
  }
  return scanSymbol(source, start);
}

/** Past white space and comments; an unterminated comment is not skipped. */
function skipTrivia(source: string, from: number): number {
  let at = from;
  for (;;) {
    if (isSpace(source.charCodeAt(at))) {
      at += 1;
    } else if (source.startsWith('--', at)) {
      const newline = source.indexOf('\n', at);
      at = newline < 0 ? source.length : newline + 1;
    } else if (source.startsWith('/*', at)) {
      const end = endOfComment(source, at);
      if (end < 0) return at;
      at = end;
    } else {
      return at;
    }
  }
}

/** The offset after a block comment and the comments nested in it; -1 when it does not end. */
function endOfComment(source: string, start: number): number {
  let depth = 1;
  let at = start + 2;
  while (at < source.length) {
    if (source.startsWith('*/', at)) {
      depth -= 1;
      at += 2;
      if (depth === 0) return at;
    } else if (source.startsWith('/*', at)) {
      depth += 1;
      at += 2;
    } else {
      at += 1;
    }
  }
  return -1;
}

/** Whether an `e` here belongs to a string with escapes, as in `e'\n'`. */
function isEscapePrefix(source: string, start: number): boolean {
  return (source.charCodeAt(start) | 0x20) === 0x65 && source.charCodeAt(start + 1) === 0x27;
}

function scanWord(source: string, start: number): Token {
  let end = start + 1;
  while (end < source.length && isNamePart(source.charCodeAt(end))) end += 1;
  return { kind: 'word', text: normalizeName(source.slice(start, end)), start, end };
}

function scanSymbol(source: string, start: number): Token {
  for (let length = 3; length > 1; length -= 1) {
    const text = source.slice(start, start + length);
    if (text.length === length && LONG_SYMBOLS.has(text)) {
      return { kind: 'symbol', text, start, end: start + length };
    }
  }
  return { kind: 'symbol', text: source.charAt(start), start, end: start + 1 };
}
