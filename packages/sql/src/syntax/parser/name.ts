/** Reading names: which words may be one depends on where it stands. */

import { keywordClass } from '../keywords.ts';
import type { Token } from '../token.ts';
import type { Cursor } from './cursor.ts';

/** `name := IDENT | unreserved_keyword | col_name_keyword`: of a column, a table, an alias. */
export function isName(token: Token): boolean {
  if (token.kind !== 'word') return token.kind === 'name';
  const found = keywordClass(token.text);
  return found !== 'reserved' && found !== 'type-or-function';
}

/** `type_function_name := IDENT | unreserved_keyword | type_func_name_keyword`. */
export function isFunctionName(token: Token): boolean {
  if (token.kind !== 'word') return token.kind === 'name';
  const found = keywordClass(token.text);
  return found !== 'reserved' && found !== 'column-name';
}

/** `non_reserved_word := name | type_func_name_keyword`. */
export function isNonReserved(token: Token): boolean {
  if (token.kind !== 'word') return token.kind === 'name';
  return keywordClass(token.text) !== 'reserved';
}

/** `unrestricted_name`: any word at all, where nothing else could stand: after a dot, after AS. */
export function isUnrestricted(token: Token): boolean {
  return token.kind === 'word' || token.kind === 'name';
}

/** `IDENT`: an alias that nothing announces. */
export function isIdentifier(token: Token): boolean {
  return token.kind === 'name' || (token.kind === 'word' && keywordClass(token.text) === undefined);
}

/** Takes the next token as a name of the given sort, or throws. */
export function expectName(cursor: Cursor, accepts: (token: Token) => boolean): string {
  if (!accepts(cursor.peek())) throw cursor.unexpected();
  return cursor.advance().text;
}

/**
 * ```
 * path := first ( '.' unrestricted_name )*     at most `partsMax` parts
 * ```
 */
export function parsePath(
  cursor: Cursor,
  acceptsFirst: (token: Token) => boolean,
  partsMax: number,
): readonly string[] {
  const parts = [expectName(cursor, acceptsFirst)];
  while (parts.length < partsMax && cursor.takeSymbol('.')) {
    parts.push(expectName(cursor, isUnrestricted));
  }
  return parts;
}
