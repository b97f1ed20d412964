/** The statements on databases. */

import type { SetDatabase } from '../ast/setting.ts';
import type { CreateDatabase, DropBehavior, DropDatabase, RenameDatabase } from '../ast/table.ts';
import type { Cursor } from './cursor.ts';
import { expectName, isNonReserved, parseName, takeWords } from './name.ts';

/**
 * ```
 * create_database := CREATE DATABASE [IF NOT EXISTS] name
 * ```
 *
 * CREATE DATABASE has been taken already; it began at `start`.
 */
export function parseCreateDatabase(cursor: Cursor, start: number): CreateDatabase {
  cursor.topic('CREATE DATABASE');
  const ifNotExists = cursor.isWord('not', 1) && takeWords(cursor, 'if', 'not', 'exists');
  const name = parseName(cursor);
  return { kind: 'CreateDatabase', ifNotExists, name, span: cursor.spanFrom(start) };
}

/**
 * ```
 * drop_database := DROP DATABASE [IF EXISTS] name [CASCADE | RESTRICT]
 * ```
 *
 * DROP DATABASE has been taken already; it began at `start`.
 */
export function parseDropDatabase(cursor: Cursor, start: number): DropDatabase {
  cursor.topic('DROP DATABASE');
  const ifExists = cursor.isWord('exists', 1) && takeWords(cursor, 'if', 'exists');
  const name = parseName(cursor);
  const behavior = parseDropBehavior(cursor);
  return { kind: 'DropDatabase', ifExists, name, behavior, span: cursor.spanFrom(start) };
}

/** What becomes of what depends on the thing that is dropped. */
export function parseDropBehavior(cursor: Cursor): DropBehavior {
  if (cursor.takeWord('cascade')) return 'CASCADE';
  return cursor.takeWord('restrict') ? 'RESTRICT' : null;
}

/**
 * ```
 * rename_database := ALTER DATABASE name RENAME TO name
 * ```
 *
 * ALTER DATABASE has been taken already; it began at `start`.
 */
export function parseRenameDatabase(cursor: Cursor, start: number): RenameDatabase {
  cursor.topic('ALTER DATABASE');
  const name = parseName(cursor);
  cursor.expectWord('rename');
  cursor.expectWord('to');
  const to = parseName(cursor);
  return { kind: 'RenameDatabase', name, to, span: cursor.spanFrom(start) };
}

/**
 * ```
 * use := USE database_value
 * ```
 */
export function parseUse(cursor: Cursor): SetDatabase {
  const { start } = cursor.advance();
  cursor.topic('USE');
  return parseDatabaseValue(cursor, start);
}

/**
 * ```
 * set_database := SET DATABASE { '=' | TO } database_value
 * ```
 *
 * SET has been taken already; it began at `start`.
 */
export function parseSetDatabase(cursor: Cursor, start: number): SetDatabase {
  cursor.expectWord('database');
  cursor.topic('SET SESSION');
  if (!cursor.takeSymbol('=')) cursor.expectWord('to');
  return parseDatabaseValue(cursor, start);
}

/**
 * ```
 * database_value := non_reserved_word | SCONST
 * ```
 */
function parseDatabaseValue(cursor: Cursor, start: number): SetDatabase {
  const isString = cursor.peek().kind === 'string';
  const database = isString ? cursor.advance().text : expectName(cursor, isNonReserved);
  return { kind: 'SetDatabase', database, span: cursor.spanFrom(start) };
}
