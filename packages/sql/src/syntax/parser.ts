/** The door of the parser: text to statements, one switch on the first keyword of each. */

import type { Statement } from './ast.ts';
import { parseSetClusterSetting, parseResetClusterSetting } from './parser/cluster-setting.ts';
import { parseCreateJob } from './parser/create-job.ts';
import { createCursor, NESTING_MAX, type Cursor, type Rules } from './parser/cursor.ts';
import { parseControlJobs } from './parser/job-control.ts';
import { findTooDeep } from './parser/nesting.ts';
import { isSelectStart, parseSelect, parseSelectAfter } from './parser/query.ts';
import { parseShow } from './parser/show.ts';

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
 * statement := control_jobs | show | set_csetting | reset_csetting | create_job | select_stmt
 * ```
 */
function parseStatement(cursor: Cursor): Statement {
  if (isSelectStart(cursor)) return parseSelect(cursor);
  const token = cursor.peek();
  switch (token.kind === 'word' ? token.text : '') {
    case 'cancel':
      return parseControlJobs(cursor, 'CANCEL');
    case 'pause':
      return parseControlJobs(cursor, 'PAUSE');
    case 'resume':
      return parseControlJobs(cursor, 'RESUME');
    case 'show':
      return parseShow(cursor);
    case 'set':
      return parseSetClusterSetting(cursor);
    case 'reset':
      return parseResetClusterSetting(cursor);
    case 'create':
      return parseCreateJob(cursor);
    default:
      throw cursor.unexpected();
  }
}

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
