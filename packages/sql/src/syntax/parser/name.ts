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

/** A table is named by a database, a schema and its own name. */
export const TABLE_PARTS_MAX = 3;

/**
 * ```
 * table_name := name ( '.' unrestricted_name )*
 * ```
 */
export function parseTableName(cursor: Cursor): readonly string[] {
  return parsePath(cursor, isName, TABLE_PARTS_MAX);
}

/** The name of a database, a column, a set of statistics. */
export function parseName(cursor: Cursor): string {
  return expectName(cursor, isName);
}

/**
 * ```
 * name_list := name ( ',' name )*
 * ```
 */
export function parseNames(cursor: Cursor): readonly string[] {
  return parseList(cursor, parseName);
}

/** At least one of something, with commas between them. */
export function parseList<Item>(cursor: Cursor, parseItem: (cursor: Cursor) => Item): Item[] {
  const items = [parseItem(cursor)];
  while (cursor.takeSymbol(',')) items.push(parseItem(cursor));
  return items;
}

/** Takes words that belong together if the first of them is next; then the others must follow. */
export function takeWords(cursor: Cursor, first: string, ...rest: readonly string[]): boolean {
  if (!cursor.takeWord(first)) return false;
  for (const word of rest) cursor.expectWord(word);
  return true;
}
