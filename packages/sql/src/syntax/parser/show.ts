/** The statements that begin with SHOW; they may also stand in brackets as a row source. */

import type { ShowJobHistory, ShowJobs, ShowStatement } from '../ast.ts';
import { isQueryStart, parseQuery, parseSingle } from './argument.ts';
import { parseShowBackup, parseShowBackups } from './backup.ts';
import { parseShowClusterSetting } from './cluster-setting.ts';
import type { Cursor } from './cursor.ts';
import { parseForSchedules } from './job-control.ts';
import { parseShowSchedule, parseShowSchedules } from './schedule.ts';
import { parseShowCatalog } from './show-catalog.ts';

/**
 * ```
 * show := show_jobs | show_schedules | show_backups | show_catalog | show_csetting
 * ```
 */
export function parseShow(cursor: Cursor): ShowStatement {
  const { start } = cursor.advance();
  cursor.topic('SHOW');
  if (cursor.takeWord('automatic')) return parseShowAutomaticJobs(cursor, start);
  if (cursor.takeWord('jobs')) return parseShowJobs(cursor, start);
  if (cursor.takeWord('job')) return parseShowJob(cursor, start);
  if (cursor.takeWord('schedule')) return parseShowSchedule(cursor, start);
  if (['schedules', 'running', 'paused'].some((word) => cursor.isWord(word))) {
    return parseShowSchedules(cursor, start);
  }
  if (cursor.takeWord('backups')) return parseShowBackups(cursor, start);
  if (cursor.takeWord('backup')) return parseShowBackup(cursor, start);
  return parseShowCatalog(cursor, start) ?? parseShowClusterSetting(cursor, start);
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
 *            | SHOW JOBS for_schedules
 * ```
 */
function parseShowJobs(cursor: Cursor, start: number): ShowStatement {
  cursor.topic('SHOW JOBS');
  if (cursor.isWord('for')) {
    const schedules = parseForSchedules(cursor);
    return { kind: 'ShowJobsForSchedules', schedules, span: cursor.spanFrom(start) };
  }
  const whenComplete = parseWhenComplete(cursor);
  const jobs = whenComplete || isQueryStart(cursor) ? parseQuery(cursor) : null;
  return finishShowJobs(cursor, start, { automatic: false, whenComplete, jobs });
}

/**
 * ```
 * show_jobs := SHOW JOB a_expr | SHOW JOB WHEN COMPLETE a_expr | SHOW JOB a_expr HISTORY
 * ```
 *
 * HISTORY is an extension.
 */
function parseShowJob(cursor: Cursor, start: number): ShowJobs | ShowJobHistory {
  cursor.topic('SHOW JOBS');
  const whenComplete = parseWhenComplete(cursor);
  const jobs = parseSingle(cursor);
  const [[job] = []] = jobs.kind === 'Select' && jobs.body.kind === 'Values' ? jobs.body.rows : [];
  if (job !== undefined && !whenComplete && cursor.takeWord('history')) {
    return { kind: 'ShowJobHistory', job, span: cursor.spanFrom(start) };
  }
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
  parts: Pick<ShowJobs, 'automatic' | 'whenComplete' | 'jobs'>,
): ShowJobs {
  const next = cursor.peek();
  const ends = next.kind === 'end' || [';', ']', ')'].some((symbol) => cursor.isSymbol(symbol));
  cursor.topic('SHOW JOBS');
  if (!ends && !parts.whenComplete) throw cursor.unexpected();
  return { kind: 'ShowJobs', ...parts, span: cursor.spanFrom(start) };
}
