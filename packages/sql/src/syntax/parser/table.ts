/** The statements on tables and the rows in them. */

import type {
  ColumnDefinition,
  CreateTable,
  DropTable,
  Insert,
  RenameTable,
} from '../ast/table.ts';
import { isQueryStart, parseQuery } from './argument.ts';
import type { Cursor } from './cursor.ts';
import { parseDropBehavior } from './database.ts';
import { parseList, parseName, parseNames, parseTableName, takeWords } from './name.ts';
import { parseTypeName } from './type-name.ts';

/**
 * ```
 * create_table := CREATE TABLE [IF NOT EXISTS] table_name '(' [ table_part, … ] ')'
 * table_part   := column_def | PRIMARY KEY '(' name_list ')'
 * ```
 *
 * CREATE TABLE has been taken already; it began at `start`. In the normal form the key of the
 * table is the last of its parts.
 */
export function parseCreateTable(cursor: Cursor, start: number): CreateTable {
  cursor.topic('CREATE TABLE');
  const ifNotExists = cursor.isWord('not', 1) && takeWords(cursor, 'if', 'not', 'exists');
  const table = parseTableName(cursor);
  const columns: ColumnDefinition[] = [];
  let primaryKey: readonly string[] | null = null;
  cursor.expectSymbol('(');
  if (!cursor.isSymbol(')')) {
    do {
      if (primaryKey === null && takeWords(cursor, 'primary', 'key')) {
        primaryKey = parseColumnList(cursor);
      } else {
        columns.push(parseColumnDefinition(cursor));
      }
    } while (cursor.takeSymbol(','));
  }
  cursor.expectSymbol(')');
  const span = cursor.spanFrom(start);
  return { kind: 'CreateTable', ifNotExists, table, columns, primaryKey, span };
}

/**
 * ```
 * column_def := name typename ( NOT NULL | NULL | PRIMARY KEY )*     each at most once
 * ```
 */
function parseColumnDefinition(cursor: Cursor): ColumnDefinition {
  const { start } = cursor.peek();
  const name = parseName(cursor);
  const type = parseTypeName(cursor);
  let nullability: ColumnDefinition['nullability'] = null;
  let primaryKey = false;
  for (;;) {
    if (nullability === null && takeWords(cursor, 'not', 'null')) nullability = 'NOT NULL';
    else if (nullability === null && cursor.takeWord('null')) nullability = 'NULL';
    else if (!primaryKey && takeWords(cursor, 'primary', 'key')) primaryKey = true;
    else break;
  }
  const span = cursor.spanFrom(start);
  return { kind: 'ColumnDefinition', name, type, nullability, primaryKey, span };
}

function parseColumnList(cursor: Cursor): readonly string[] {
  cursor.expectSymbol('(');
  const names = parseNames(cursor);
  cursor.expectSymbol(')');
  return names;
}

/**
 * ```
 * drop_table := DROP TABLE [IF EXISTS] table_name ( ',' table_name )* [CASCADE | RESTRICT]
 * ```
 *
 * DROP TABLE has been taken already; it began at `start`.
 */
export function parseDropTable(cursor: Cursor, start: number): DropTable {
  cursor.topic('DROP TABLE');
  const ifExists = cursor.isWord('exists', 1) && takeWords(cursor, 'if', 'exists');
  const tables = parseList(cursor, parseTableName);
  const behavior = parseDropBehavior(cursor);
  return { kind: 'DropTable', ifExists, tables, behavior, span: cursor.spanFrom(start) };
}

/**
 * ```
 * rename_table := ALTER TABLE table_name RENAME TO table_name
 * ```
 *
 * ALTER TABLE has been taken already; it began at `start`.
 */
export function parseRenameTable(cursor: Cursor, start: number): RenameTable {
  cursor.topic('ALTER TABLE');
  const table = parseTableName(cursor);
  cursor.expectWord('rename');
  cursor.expectWord('to');
  const to = parseTableName(cursor);
  return { kind: 'RenameTable', table, to, span: cursor.spanFrom(start) };
}

/**
 * ```
 * insert := INSERT INTO table_name [ '(' name_list ')' ] query
 * ```
 */
export function parseInsert(cursor: Cursor): Insert {
  const { start } = cursor.advance();
  cursor.topic('INSERT');
  cursor.expectWord('into');
  const table = parseTableName(cursor);
  const columns = isColumnListNext(cursor) ? parseColumnList(cursor) : null;
  if (!isQueryStart(cursor)) throw cursor.unexpected();
  const rows = parseQuery(cursor);
  return { kind: 'Insert', table, columns, rows, span: cursor.spanFrom(start) };
}

/** A parenthesis begins the columns unless it begins a query; `values` alone is a column. */
function isColumnListNext(cursor: Cursor): boolean {
  if (!cursor.isSymbol('(')) return false;
  if (cursor.isWord('values', 1)) return !cursor.isSymbol('(', 2);
  const isQuery = ['select', 'with', 'table'].some((word) => cursor.isWord(word, 1));
  return !isQuery && !cursor.isSymbol('(', 1);
}
