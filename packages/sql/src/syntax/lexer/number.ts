/**
 * Number literals. Their text is kept and never becomes a JavaScript number: job ids go beyond
 * 2^53, and a rounded id would cancel somebody else's job.
 */

import { isDigit } from '../name.ts';
import type { Token } from '../token.ts';

/** Reads a number that starts here: `12`, `0x1f`, `.5`, `1.`, `1.5e-3`. */
export function scanNumber(source: string, start: number): Token {
  return isHexadecimal(source, start) ? scanHexadecimal(source, start) : scanDecimal(source, start);
}

function isHexadecimal(source: string, start: number): boolean {
  return source.charCodeAt(start) === 0x30 && (source.charCodeAt(start + 1) | 0x20) === 0x78;
}

function scanHexadecimal(source: string, start: number): Token {
  let end = start + 2;
  while (isHexadecimalDigit(source.charCodeAt(end))) end += 1;
  if (end === start + 2) {
    return { kind: 'error', text: 'invalid hexadecimal numeric literal', start, end };
  }
  return { kind: 'integer', text: source.slice(start, end), start, end };
}

function scanDecimal(source: string, start: number): Token {
  let end = skipDigits(source, start);
  let kind: 'integer' | 'decimal' = 'integer';
  // `1..2` is 1 and then two dots, not `1.` and `.2`.
  if (source.charCodeAt(end) === 0x2e && source.charCodeAt(end + 1) !== 0x2e) {
    kind = 'decimal';
    end = skipDigits(source, end + 1);
  }
  if ((source.charCodeAt(end) | 0x20) === 0x65) {
    kind = 'decimal';
    const sign = source.charCodeAt(end + 1);
    const digits = sign === 0x2b || sign === 0x2d ? end + 2 : end + 1;
    end = skipDigits(source, digits);
    if (end === digits)
      return { kind: 'error', text: 'invalid floating point literal', start, end };
  }
  const text = source.slice(start, end);
  return { kind, text: kind === 'integer' ? withoutLeadingZeros(text) : text, start, end };
}

function skipDigits(source: string, from: number): number {
  let at = from;
  while (isDigit(source.charCodeAt(at))) at += 1;
  return at;
}

function withoutLeadingZeros(digits: string): string {
  let at = 0;
  while (at < digits.length - 1 && digits.charCodeAt(at) === 0x30) at += 1;
  return digits.slice(at);
}

/** Whether a UTF-16 unit is a hexadecimal digit of either case. */
export function isHexadecimalDigit(code: number): boolean {
  const lower = code | 0x20;
  return isDigit(code) || (lower >= 0x61 && lower <= 0x66);
}
