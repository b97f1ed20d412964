/** Names and strings as text that is read back as the same name or string. */

import { CALLED_KEYWORDS, keywordClass } from '../keywords.ts';
import { isBareName } from '../name.ts';

/** A name where a keyword could be meant, in quotes when it needs them. */
export function printName(name: string): string {
  const found = keywordClass(name);
  return found === 'reserved' || found === 'type-or-function' ? quoteName(name) : printLabel(name);
}

/** A name where no keyword could be meant: after AS, after a dot. */
export function printLabel(name: string): string {
  return isBareName(name) ? name : quoteName(name);
}

/** The name of a function that has one part. */
export function printFunctionName(name: string): string {
  const isColumnName = keywordClass(name) === 'column-name' && !CALLED_KEYWORDS.has(name);
  return isColumnName ? quoteName(name) : printName(name);
}

/** A name of several parts. */
export function printPath(parts: readonly string[]): string {
  const [first = '', ...rest] = parts;
  return [printName(first), ...rest.map(printLabel)].join('.');
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The characters with an escape letter of their own. */
const LETTERS: ReadonlyMap<string, string> = new Map([
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\\', '\\\\'],
  ["'", "\\'"],
]);

/**
 * A string literal: `'plain'`, and `e'…'` as soon as one character is a quote, a backslash or not
 * printable ASCII. So a printed statement is one line, and survives any terminal and any log.
 */
export function printString(value: string): string {
  let text = '';
  let escaped = false;
  for (const character of value) {
    const written = escapeCharacter(character);
    escaped ||= written !== character;
    text += written;
  }
  return escaped ? `e'${text}'` : `'${text}'`;
}

function escapeCharacter(character: string): string {
  const letter = LETTERS.get(character);
  if (letter !== undefined) return letter;
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x20 && code < 0x7f) return character;
  // A lone surrogate is no character, so no escape names it: it goes as it is.
  if (code >= 0xd800 && code <= 0xdfff) return character;
  if (code < 0x80) return `\\x${hexadecimal(code, 2)}`;
  return code < 0x800
    ? `\\u${hexadecimal(code, 4).toUpperCase()}`
    : `\\U${hexadecimal(code, 8).toUpperCase()}`;
}

function hexadecimal(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
