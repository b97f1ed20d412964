/**
 * The inside of an `e'…'` string. `\xHH` and `\ooo` are bytes, and bytes that are no UTF-8 are
 * refused: a string that no client could send or receive must not get in.
 */

import { isHexadecimalDigit } from './number.ts';

/** The text and the offset after the closing quote, or the reason why there is none. */
export type EscapedText =
  | { readonly text: string; readonly end: number }
  | { readonly reason: string };

const SINGLE: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

/** How many hexadecimal digits follow each of these letters. */
const DIGITS: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['X', 2],
  ['u', 4],
  ['U', 8],
]);

/** One escape: the characters or the byte it stands for, and its length after the backslash. */
interface Escape {
  readonly text?: string;
  readonly byte?: number;
  readonly length: number;
}

/**
 * Reads from after the opening quote. `continueAt` is asked after each closing quote where the
 * string goes on, if it does; it answers -1 when it does not.
 */
export function readEscapes(
  source: string,
  from: number,
  continueAt: (close: number) => number,
): EscapedText {
  let text = '';
  let bytes: number[] = [];
  let at = from;
  while (at < source.length) {
    const character = source.charAt(at);
    const escape = character === '\\' ? readEscape(source, at + 1) : undefined;
    if (character === '\\' && escape === undefined) return { reason: 'invalid syntax' };
    if (escape?.byte !== undefined) {
      bytes.push(escape.byte);
      at += 1 + escape.length;
      continue;
    }
    const decoded = decode(bytes);
    if (decoded === undefined) return { reason: 'invalid UTF-8 byte sequence' };
    text += decoded;
    if (bytes.length > 0) bytes = [];
    if (escape !== undefined) {
      text += escape.text ?? '';
      at += 1 + escape.length;
    } else if (character !== "'") {
      text += character;
      at += 1;
    } else if (source.charAt(at + 1) === "'") {
      text += "'";
      at += 2;
    } else {
      const next = continueAt(at + 1);
      if (next < 0) return { text, end: at + 1 };
      at = next;
    }
  }
  return { reason: 'unterminated string' };
}

/** Reads the escape whose letter stands here; undefined when it is malformed. */
function readEscape(source: string, at: number): Escape | undefined {
  const letter = source.charAt(at);
  const single = SINGLE.get(letter);
  if (single !== undefined) return { text: single, length: 1 };
  if (letter >= '0' && letter <= '7') {
    const digits = source.slice(at, at + 3);
    const byte = /^[0-3][0-7]{2}$/u.test(digits) ? Number.parseInt(digits, 8) : undefined;
    return byte === undefined ? undefined : { byte, length: 3 };
  }
  const count = DIGITS.get(letter);
  // Any other character stands for itself, as in PostgreSQL; a backslash at the end for nothing.
  if (count === undefined) return { text: letter, length: letter.length };
  return readHexadecimal(source, at, count);
}

function readHexadecimal(source: string, at: number, count: number): Escape | undefined {
  const digits = source.slice(at + 1, at + 1 + count);
  if (digits.length < count) return undefined;
  for (let index = 0; index < count; index += 1) {
    if (!isHexadecimalDigit(digits.charCodeAt(index))) return undefined;
  }
  const value = Number.parseInt(digits, 16);
  if (count === 2) return { byte: value, length: 3 };
  const isCharacter = value <= 0x10_ffff && (value < 0xd800 || value > 0xdfff);
  return isCharacter ? { text: String.fromCodePoint(value), length: 1 + count } : undefined;
}

function decode(bytes: readonly number[]): string | undefined {
  if (bytes.length === 0) return '';
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return decoder.decode(Uint8Array.from(bytes));
  } catch {
    return undefined;
  }
}
