/** The SHOW statements on databases, tables, their statistics, and users. */

import type { ShowStatement } from '../ast.ts';
import type { ShowTables } from '../ast/show.ts';
import type { Cursor } from './cursor.ts';
import { isName, parsePath, parseTableName } from './name.ts';

/** A schema is named by a database and its own name. */
const SCHEMA_PARTS_MAX = 2;

/**
 * ```
 * show_catalog := SHOW DATABASES | SHOW TABLES [FROM path] | SHOW COLUMNS FROM table_name
 *               | SHOW CREATE [TABLE] table_name | SHOW USERS
 *               | SHOW STATISTICS FOR TABLE table_name
 *               | SHOW EXPERIMENTAL_FINGERPRINTS FROM TABLE table_name
 * ```
 *
 * SHOW has been taken already; it began at `start`. Undefined when it is none of these.
 */
export function parseShowCatalog(cursor: Cursor, start: number): ShowStatement | undefined {
  if (cursor.takeWord('databases')) {
    cursor.topic('SHOW DATABASES');
    return { kind: 'ShowDatabases', span: cursor.spanFrom(start) };
  }
  if (cursor.takeWord('users')) {
    cursor.topic('SHOW USERS');
    return { kind: 'ShowUsers', span: cursor.spanFrom(start) };
  }
  if (cursor.takeWord('tables')) return parseShowTables(cursor, start);
  return parseShowOfTable(cursor, start);
}

function parseShowTables(cursor: Cursor, start: number): ShowTables {
  cursor.topic('SHOW TABLES');
  const from = cursor.takeWord('from') ? parsePath(cursor, isName, SCHEMA_PARTS_MAX) : null;
  return { kind: 'ShowTables', from, span: cursor.spanFrom(start) };
}

function parseShowOfTable(cursor: Cursor, start: number): ShowStatement | undefined {
  const read = (topic: string, ...words: readonly string[]) => {
    cursor.topic(topic);
    for (const word of words) cursor.expectWord(word);
    const table = parseTableName(cursor);
    return { table, span: cursor.spanFrom(start) };
  };
  if (cursor.takeWord('columns')) {
    return { kind: 'ShowColumns', ...read('SHOW COLUMNS', 'from') };
  }
  if (cursor.takeWord('create')) {
    cursor.takeWord('table');
    return { kind: 'ShowCreateTable', ...read('SHOW CREATE') };
  }
  if (cursor.takeWord('statistics')) {
    return { kind: 'ShowStatistics', ...read('SHOW STATISTICS', 'for', 'table') };
  }
  if (cursor.takeWord('experimental_fingerprints')) {
    return { kind: 'ShowFingerprints', ...read('SHOW EXPERIMENTAL_FINGERPRINTS', 'from', 'table') };
  }
  return undefined;
}
