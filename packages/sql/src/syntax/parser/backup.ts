/** The statements on backups, and what they have in common with schedules of backups. */

import type { Backup, Option, OptionValue, Restore, TablePattern, Targets } from '../ast/backup.ts';
import type { ShowBackup, ShowBackups } from '../ast/show.ts';
import type { Placeholder, StringLiteral } from '../leaf.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression } from './expression.ts';
import { parseConstant, parseStringOrPlaceholder } from './literal.ts';
import {
  expectName,
  isName,
  isNonReserved,
  isUnrestricted,
  parseList,
  parseNames,
  TABLE_PARTS_MAX,
  takeWords,
} from './name.ts';

/**
 * ```
 * backup := BACKUP [targets] INTO uri [AS OF SYSTEM TIME a_expr] [WITH options]
 * ```
 */
export function parseBackup(cursor: Cursor): Backup {
  const { start } = cursor.advance();
  cursor.topic('BACKUP');
  const targets = cursor.isWord('into') ? null : parseTargets(cursor);
  cursor.expectWord('into');
  const uri = parseUri(cursor);
  const asOf = takeWords(cursor, 'as', 'of', 'system', 'time') ? parseExpression(cursor) : null;
  const options = parseOptions(cursor);
  return { kind: 'Backup', targets, uri, asOf, options, span: cursor.spanFrom(start) };
}

/**
 * ```
 * restore := RESTORE [targets] FROM [{ LATEST | string_or_placeholder } IN] uri [WITH options]
 * ```
 */
export function parseRestore(cursor: Cursor): Restore {
  const { start } = cursor.advance();
  cursor.topic('RESTORE');
  const targets = cursor.isWord('from') ? null : parseTargets(cursor);
  cursor.expectWord('from');
  const isNamed = cursor.isWord('in', 1);
  const subdirectory = isNamed ? parseSubdirectory(cursor) : null;
  if (isNamed) cursor.expectWord('in');
  const uri = parseUri(cursor);
  const options = parseOptions(cursor);
  return { kind: 'Restore', targets, subdirectory, uri, options, span: cursor.spanFrom(start) };
}

/**
 * ```
 * show_backups := SHOW BACKUPS IN uri
 * ```
 */
export function parseShowBackups(cursor: Cursor, start: number): ShowBackups {
  cursor.topic('SHOW BACKUP');
  cursor.expectWord('in');
  const uri = parseUri(cursor);
  return { kind: 'ShowBackups', uri, span: cursor.spanFrom(start) };
}

/**
 * ```
 * show_backups := SHOW BACKUP { LATEST | string_or_placeholder } IN uri
 * ```
 */
export function parseShowBackup(cursor: Cursor, start: number): ShowBackup {
  cursor.topic('SHOW BACKUP');
  const subdirectory = parseSubdirectory(cursor);
  cursor.expectWord('in');
  const uri = parseUri(cursor);
  return { kind: 'ShowBackup', subdirectory, uri, span: cursor.spanFrom(start) };
}

function parseSubdirectory(cursor: Cursor): ShowBackup['subdirectory'] {
  return cursor.takeWord('latest') ? 'LATEST' : parseStringOrPlaceholder(cursor);
}

/**
 * ```
 * uri := string_or_placeholder | '(' string_or_placeholder ')'
 * ```
 */
export function parseUri(cursor: Cursor): StringLiteral | Placeholder {
  if (!cursor.takeSymbol('(')) return parseStringOrPlaceholder(cursor);
  const uri = parseStringOrPlaceholder(cursor);
  cursor.expectSymbol(')');
  return uri;
}

/**
 * ```
 * targets := [TABLE] table_pattern ( ',' table_pattern )* | DATABASE name_list
 * ```
 *
 * DATABASE before a dot is a name.
 */
export function parseTargets(cursor: Cursor): Targets {
  const { start } = cursor.peek();
  if (!cursor.isSymbol('.', 1) && cursor.takeWord('database')) {
    const names = parseNames(cursor);
    return { kind: 'DatabaseTargets', names, span: cursor.spanFrom(start) };
  }
  cursor.takeWord('table');
  const patterns = parseList(cursor, parseTablePattern);
  return { kind: 'TableTargets', patterns, span: cursor.spanFrom(start) };
}

/**
 * ```
 * table_pattern := name ( '.' unrestricted_name )* [ '.' '*' ]
 * ```
 */
function parseTablePattern(cursor: Cursor): TablePattern {
  const { start } = cursor.peek();
  const name = [expectName(cursor, isName)];
  let star = false;
  while (!star && name.length < TABLE_PARTS_MAX && cursor.takeSymbol('.')) {
    star = cursor.takeSymbol('*');
    if (!star) name.push(expectName(cursor, isUnrestricted));
  }
  return { kind: 'TablePattern', name, star, span: cursor.spanFrom(start) };
}

/**
 * ```
 * options := option_list | OPTIONS '(' option_list ')'
 * ```
 *
 * With the WITH before them; none when there is no WITH.
 */
export function parseOptions(cursor: Cursor): readonly Option[] {
  if (!cursor.takeWord('with')) return [];
  if (cursor.isWord('options') && cursor.isSymbol('(', 1)) cursor.advance();
  return parseOptionList(cursor);
}

/**
 * ```
 * option_list := option ( ',' option )* | '(' option ( ',' option )* ')'
 * ```
 */
export function parseOptionList(cursor: Cursor): readonly Option[] {
  const inParentheses = cursor.takeSymbol('(');
  const options = parseList(cursor, parseOption);
  if (inParentheses) cursor.expectSymbol(')');
  return options;
}

/**
 * ```
 * option := non_reserved_word [ '=' option_value ]
 * ```
 */
function parseOption(cursor: Cursor): Option {
  const { start } = cursor.peek();
  const name = expectName(cursor, isNonReserved);
  const value = cursor.takeSymbol('=') ? parseOptionValue(cursor) : null;
  return { kind: 'Option', name, value, span: cursor.spanFrom(start) };
}

function parseOptionValue(cursor: Cursor): OptionValue {
  return parseConstant(cursor) ?? parseStringOrPlaceholder(cursor);
}
