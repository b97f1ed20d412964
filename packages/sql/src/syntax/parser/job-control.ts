/** The statements that control jobs: CANCEL, PAUSE, RESUME. */

import type { ControlJobs, Expression, Select } from '../ast.ts';
import type { Placeholder, StringLiteral } from '../leaf.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression } from './expression.ts';
import { parseStringOrPlaceholder } from './literal.ts';
import { parseSelect } from './query.ts';

/**
 * ```
 * control_jobs := { CANCEL | PAUSE | RESUME } JOB  a_expr      [reason]
 *               | { CANCEL | PAUSE | RESUME } JOBS select_stmt [reason]
 * ```
 *
 * The two do not mix: `CANCEL JOBS 1` and `CANCEL JOB SELECT 1` are refused.
 */
export function parseControlJobs(cursor: Cursor, command: ControlJobs['command']): ControlJobs {
  const { start } = cursor.advance();
  cursor.topic(command);
  const single = cursor.takeWord('job');
  if (!single) cursor.expectWord('jobs');
  cursor.topic(`${command} JOBS`);
  const jobs = single ? asValues(parseExpression(cursor)) : parseSelect(cursor);
  const reason = command === 'RESUME' ? null : parseReason(cursor);
  return { kind: 'ControlJobs', command, jobs, reason, span: cursor.spanFrom(start) };
}

/**
 * ```
 * reason := WITH REASON '=' string_or_placeholder
 * ```
 *
 * CockroachDB v21.2 has it for PAUSE; for CANCEL it is an extension.
 */
function parseReason(cursor: Cursor): StringLiteral | Placeholder | null {
  if (!cursor.takeWord('with')) return null;
  cursor.expectWord('reason');
  cursor.expectSymbol('=');
  return parseStringOrPlaceholder(cursor);
}

/** The normal form of `JOB x`: the query `VALUES (x)`. */
export function asValues(expression: Expression): Select {
  const { span } = expression;
  const body = { kind: 'Values', rows: [[expression]], span } as const;
  return { kind: 'Select', body, orderBy: [], limit: null, span };
}
