/** The statements that control jobs and schedules: CANCEL, PAUSE, RESUME and DROP SCHEDULE. */

import type { ControlJobs, ControlJobsForSchedules } from '../ast/job.ts';
import type { ControlSchedules } from '../ast/schedule.ts';
import type { Query } from '../ast.ts';
import type { Placeholder, StringLiteral } from '../leaf.ts';
import { parseQuery, parseSingle } from './argument.ts';
import type { Cursor } from './cursor.ts';
import { parseStringOrPlaceholder } from './literal.ts';

/**
 * ```
 * control := { CANCEL | PAUSE | RESUME } JOB  a_expr      [reason]
 *          | { CANCEL | PAUSE | RESUME } JOBS select_stmt [reason]
 *          | { CANCEL | PAUSE | RESUME } JOBS for_schedules
 *          | { PAUSE | RESUME } schedules
 * ```
 *
 * The two do not mix: `CANCEL JOBS 1` and `CANCEL JOB SELECT 1` are refused.
 */
export function parseControl(
  cursor: Cursor,
  command: ControlJobs['command'],
): ControlJobs | ControlJobsForSchedules | ControlSchedules {
  const { start } = cursor.advance();
  cursor.topic(command);
  if (command !== 'CANCEL' && isScheduleNext(cursor)) {
    return parseControlSchedules(cursor, command, start);
  }
  const single = cursor.takeWord('job');
  if (!single) cursor.expectWord('jobs');
  cursor.topic(`${command} JOBS`);
  if (!single && cursor.isWord('for')) {
    const schedules = parseForSchedules(cursor);
    return { kind: 'ControlJobsForSchedules', command, schedules, span: cursor.spanFrom(start) };
  }
  const jobs = single ? parseSingle(cursor) : parseQuery(cursor);
  const reason = command === 'RESUME' ? null : parseReason(cursor);
  return { kind: 'ControlJobs', command, jobs, reason, span: cursor.spanFrom(start) };
}

/** Whether SCHEDULE or SCHEDULES is next. */
export function isScheduleNext(cursor: Cursor): boolean {
  return cursor.isWord('schedule') || cursor.isWord('schedules');
}

/**
 * ```
 * schedules := SCHEDULE a_expr | SCHEDULES select_stmt
 * ```
 *
 * The command has been taken already; it began at `start`. There is no IF EXISTS.
 */
export function parseControlSchedules(
  cursor: Cursor,
  command: ControlSchedules['command'],
  start: number,
): ControlSchedules {
  cursor.topic(`${command} SCHEDULES`);
  const schedules = parseSchedules(cursor);
  return { kind: 'ControlSchedules', command, schedules, span: cursor.spanFrom(start) };
}

/**
 * ```
 * for_schedules := FOR schedules
 * ```
 */
export function parseForSchedules(cursor: Cursor): Query {
  cursor.expectWord('for');
  return parseSchedules(cursor);
}

function parseSchedules(cursor: Cursor): Query {
  if (cursor.takeWord('schedule')) return parseSingle(cursor);
  cursor.expectWord('schedules');
  return parseQuery(cursor);
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
