/** The door of the parser: text to statements, by the first keyword of each. */

import { isQueryStart, parseQuery } from './parser/argument.ts';
import { parseBackup, parseRestore } from './parser/backup.ts';
import { parseResetClusterSetting } from './parser/cluster-setting.ts';
import { createCursor, NESTING_MAX, type Cursor, type Rules } from './parser/cursor.ts';
import { parseUse } from './parser/database.ts';
import { parseAlter, parseCreate, parseDrop, parseSet } from './parser/define.ts';
import { parseControl } from './parser/job-control.ts';
import { findTooDeep } from './parser/nesting.ts';
import { parseSelect, parseSelectAfter } from './parser/query.ts';
import { parseShow } from './parser/show.ts';
import { parseAnalyze } from './parser/statistics.ts';
import { parseInsert } from './parser/table.ts';
import type { Statement } from './statement.ts';

const rules: Rules = { select: parseSelect, selectAfter: parseSelectAfter, show: parseShow };

/**
 * Reads a text of statements with semicolons between them. Empty statements are passed over, so a
 * text of nothing but white space, comments and semicolons gives an empty list.
 *
 * All or nothing: throws `SqlSyntaxError` for the first statement that is wrong, and then none of
 * the text's statements may run. Throws nothing else, whatever the text; takes time linear in it.
 */
export function parse(source: string): readonly Statement[] {
  const cursor = createCursor(source, rules);
  const statements: Statement[] = [];
  while (cursor.startStatement()) {
    const statement = parseStatement(cursor);
    // What follows a complete statement belongs to no topic: `CANCEL JOB 1, 2` has no hint.
    cursor.topic(undefined);
    if (cursor.peek().kind !== 'end' && !cursor.isSymbol(';')) throw cursor.unexpected();
    refuseDeepTree(cursor, statement);
    statements.push(statement);
  }
  return statements;
}

/**
 * ```
 * statement := query | control | show | set | reset_csetting | create | drop | alter | insert
 *            | backup | restore | analyze | use
 * ```
 */
function parseStatement(cursor: Cursor): Statement {
  if (isQueryStart(cursor)) return parseQuery(cursor);
  const token = cursor.peek();
  const rule = STATEMENTS.get(token.kind === 'word' ? token.text : '');
  if (rule === undefined) throw cursor.unexpected();
  return rule(cursor);
}

/** The rules by the first keyword of their statements. */
const STATEMENTS: ReadonlyMap<string, (cursor: Cursor) => Statement> = new Map<
  string,
  (cursor: Cursor) => Statement
>([
  ['cancel', (cursor) => parseControl(cursor, 'CANCEL')],
  ['pause', (cursor) => parseControl(cursor, 'PAUSE')],
  ['resume', (cursor) => parseControl(cursor, 'RESUME')],
  ['show', parseShow],
  ['set', parseSet],
  ['reset', parseResetClusterSetting],
  ['create', parseCreate],
  ['drop', parseDrop],
  ['alter', parseAlter],
  ['insert', parseInsert],
  ['backup', parseBackup],
  ['restore', parseRestore],
  ['analyze', parseAnalyze],
  ['analyse', parseAnalyze],
  ['use', parseUse],
]);

/**
 * Descending is bounded while reading, but `1 + 1 + …` makes a deep tree without descending. One
 * token makes two levels at most (an operator, and the parentheses around it), so short statements
 * need not be walked.
 */
function refuseDeepTree(cursor: Cursor, statement: Statement): void {
  if (cursor.tokensTaken() * 2 <= NESTING_MAX) return;
  const deep = findTooDeep(statement, NESTING_MAX);
  if (deep !== undefined) throw cursor.tooDeep(deep.span.start);
}
