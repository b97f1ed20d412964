/** The statements that begin with SHOW; they may also stand in brackets as a row source. */

import type { Select, ShowJobs, ShowStatement } from '../ast.ts';
import { parseShowClusterSetting } from './cluster-setting.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression } from './expression.ts';
import { asValues } from './job-control.ts';
import { isSelectStart, parseSelect } from './query.ts';

/**
 * ```
 * show := show_jobs | show_csetting
 * ```
 */
export function parseShow(cursor: Cursor): ShowStatement {
  const { start } = cursor.advance();
  cursor.topic('SHOW');
  if (cursor.takeWord('automatic')) return parseShowAutomaticJobs(cursor, start);
  if (cursor.takeWord('jobs')) return parseShowJobs(cursor, start);
  if (cursor.takeWord('job')) return parseShowJob(cursor, start);
  return parseShowClusterSetting(cursor, start);
}

/**
 * ```
 * show_jobs := SHOW AUTOMATIC JOBS
 * ```
 */
function parseShowAutomaticJobs(cursor: Cursor, start: number): ShowJobs {
  cursor.expectWord('jobs');
  return finishShowJobs(cursor, start, { automatic: true, whenComplete: false, jobs: null });
}

/**
 * ```
 * show_jobs := SHOW JOBS | SHOW JOBS select_stmt | SHOW JOBS WHEN COMPLETE select_stmt
 * ```
 */
function parseShowJobs(cursor: Cursor, start: number): ShowJobs {
  cursor.topic('SHOW JOBS');
  const whenComplete = parseWhenComplete(cursor);
  const jobs = whenComplete || isSelectStart(cursor) ? parseSelect(cursor) : null;
  return finishShowJobs(cursor, start, { automatic: false, whenComplete, jobs });
}

/**
 * ```
 * show_jobs := SHOW JOB a_expr | SHOW JOB WHEN COMPLETE a_expr
 * ```
 */
function parseShowJob(cursor: Cursor, start: number): ShowJobs {
  cursor.topic('SHOW JOBS');
  const whenComplete = parseWhenComplete(cursor);
  const jobs = asValues(parseExpression(cursor));
  const span = cursor.spanFrom(start);
  return { kind: 'ShowJobs', automatic: false, whenComplete, jobs, span };
}

function parseWhenComplete(cursor: Cursor): boolean {
  const found = cursor.takeWord('when');
  if (found) cursor.expectWord('complete');
  return found;
}

/** The plural forms give their hint also for what follows them; `SHOW JOB 1, 2` has none. */
function finishShowJobs(
  cursor: Cursor,
  start: number,
  parts: { automatic: boolean; whenComplete: boolean; jobs: Select | null },
): ShowJobs {
  const next = cursor.peek();
  const ends = next.kind === 'end' || [';', ']', ')'].some((symbol) => cursor.isSymbol(symbol));
  cursor.topic('SHOW JOBS');
  if (!ends && !parts.whenComplete) throw cursor.unexpected();
  return { kind: 'ShowJobs', ...parts, span: cursor.spanFrom(start) };
}
