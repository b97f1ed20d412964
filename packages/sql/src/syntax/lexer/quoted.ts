/** Whatever is quoted: strings of four kinds, names; and placeholders, which share the `$`. */

import { isDigit, isNamePart, isNameStart } from '../name.ts';
import type { Token } from '../token.ts';
import { readEscapes } from './escapes.ts';

/** The highest placeholder the wire protocol can bind. */
const PLACEHOLDER_MAX = 65_536;

/** Whether a UTF-16 unit is white space between tokens. NaN, past the end, is not. */
export function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d && code !== 0x0b);
}

/** Reads `'it''s'`; a backslash means itself. */
export function scanString(source: string, start: number): Token {
  return scanQuoted(source, start, "'", 'string');
}

/** Reads `"a ""name"""`. */
export function scanName(source: string, start: number): Token {
  return scanQuoted(source, start, '"', 'name');
}

/** Reads `e'..\n'`, starting at its `e`. */
export function scanEscapedString(source: string, start: number): Token {
  const result = readEscapes(source, start + 2, (close) => continuation(source, close));
  return 'reason' in result
    ? { kind: 'error', text: result.reason, start, end: source.length }
    : { kind: 'string', text: result.text, start, end: result.end };
}

/** Reads what a `$` begins: `$1` or `$tag$…$tag$`; undefined when it is neither. */
export function scanDollar(source: string, start: number): Token | undefined {
  return isDigit(source.charCodeAt(start + 1))
    ? scanPlaceholder(source, start)
    : scanDollarString(source, start);
}

function scanQuoted(source: string, start: number, quote: string, kind: 'string' | 'name'): Token {
  let text = '';
  let from = start + 1;
  for (;;) {
    const close = source.indexOf(quote, from);
    if (close < 0) return { kind: 'error', text: 'unterminated string', start, end: source.length };
    text += source.slice(from, close);
    if (source.charAt(close + 1) === quote) {
      text += quote;
      from = close + 2;
      continue;
    }
    const next = kind === 'string' ? continuation(source, close + 1) : -1;
    if (next < 0) return { kind, text, start, end: close + 1 };
    from = next;
  }
}

/**
 * SQL joins two strings when only white space with a newline stands between them. Gives the offset
 * inside the second one, or -1 when there is none.
 */
function continuation(source: string, from: number): number {
  let at = from;
  let newline = false;
  while (isSpace(source.charCodeAt(at))) {
    newline ||= source.charCodeAt(at) === 0x0a;
    at += 1;
  }
  return newline && source.charCodeAt(at) === 0x27 ? at + 1 : -1;
}

function scanPlaceholder(source: string, start: number): Token {
  let end = start + 1;
  while (isDigit(source.charCodeAt(end))) end += 1;
  const index = Number(source.slice(start + 1, end));
  if (index < 1 || index > PLACEHOLDER_MAX) {
    const text = `placeholder index must be between 1 and ${PLACEHOLDER_MAX}`;
    return { kind: 'error', text, start, end };
  }
  return { kind: 'placeholder', text: `$${index}`, start, end };
}

function scanDollarString(source: string, start: number): Token | undefined {
  let at = start + 1;
  if (isNameStart(source.charCodeAt(at))) {
    while (source.charCodeAt(at) !== 0x24 && isNamePart(source.charCodeAt(at))) at += 1;
  }
  if (source.charCodeAt(at) !== 0x24) return undefined;
  const fence = source.slice(start, at + 1);
  const close = source.indexOf(fence, at + 1);
  if (close < 0) return { kind: 'error', text: 'unterminated string', start, end: source.length };
  const text = source.slice(at + 1, close);
  return { kind: 'string', text, start, end: close + fence.length };
}
