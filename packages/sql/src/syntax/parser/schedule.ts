/** The statements that make and show schedules. */

import type { ShowSchedule } from '../ast.ts';
import type { CreateSchedule } from '../ast/schedule.ts';
import type { ShowSchedules } from '../ast/show.ts';
import type { Placeholder, StringLiteral } from '../leaf.ts';
import { parseOptionList, parseOptions, parseTargets, parseUri } from './backup.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression } from './expression.ts';
import { parsePlaceholder, parseStringOrPlaceholder } from './literal.ts';
import { takeWords } from './name.ts';

/**
 * ```
 * create_schedule := CREATE SCHEDULE [IF NOT EXISTS] [label] FOR BACKUP [targets] INTO uri
 *                    [WITH options] RECURRING cron [FULL BACKUP { cron | ALWAYS }]
 *                    [WITH SCHEDULE OPTIONS option_list]
 * ```
 *
 * CREATE SCHEDULE has been taken already; it began at `start`. IF NOT EXISTS wants a label.
 */
export function parseCreateSchedule(cursor: Cursor, start: number): CreateSchedule {
  cursor.topic('CREATE SCHEDULE FOR BACKUP');
  const ifNotExists = cursor.isWord('not', 1) && takeWords(cursor, 'if', 'not', 'exists');
  const hasLabel = ifNotExists || !cursor.isWord('for');
  const label = hasLabel ? parseStringOrPlaceholder(cursor) : null;
  cursor.expectWord('for');
  cursor.expectWord('backup');
  const targets = cursor.isWord('into') ? null : parseTargets(cursor);
  cursor.expectWord('into');
  const uri = parseUri(cursor);
  const options = parseOptions(cursor);
  cursor.expectWord('recurring');
  const recurring = parseCron(cursor);
  const fullBackup = parseFullBackup(cursor);
  const hasOptions = takeWords(cursor, 'with', 'schedule', 'options');
  const scheduleOptions = hasOptions ? parseOptionList(cursor) : [];
  return {
    kind: 'CreateSchedule',
    ...{ ifNotExists, label, targets, uri, options, recurring, fullBackup, scheduleOptions },
    span: cursor.spanFrom(start),
  };
}

function parseFullBackup(cursor: Cursor): CreateSchedule['fullBackup'] {
  if (!takeWords(cursor, 'full', 'backup')) return null;
  return cursor.takeWord('always') ? 'ALWAYS' : parseCron(cursor);
}

/**
 * ```
 * cron := SCONST | PLACEHOLDER
 * ```
 *
 * Never a bare word: `daily` is refused.
 */
function parseCron(cursor: Cursor): StringLiteral | Placeholder {
  const token = cursor.peek();
  if (token.kind === 'placeholder') return parsePlaceholder(cursor);
  if (token.kind !== 'string') throw cursor.unexpected();
  return parseStringOrPlaceholder(cursor);
}

/**
 * ```
 * show_schedule := SHOW SCHEDULE a_expr
 * ```
 */
export function parseShowSchedule(cursor: Cursor, start: number): ShowSchedule {
  cursor.topic('SHOW SCHEDULES');
  const schedule = parseExpression(cursor);
  return { kind: 'ShowSchedule', schedule, span: cursor.spanFrom(start) };
}

/**
 * ```
 * show_schedules := SHOW [RUNNING | PAUSED] SCHEDULES [FOR BACKUP | FOR SQL STATISTICS]
 * ```
 */
export function parseShowSchedules(cursor: Cursor, start: number): ShowSchedules {
  cursor.topic('SHOW SCHEDULES');
  const running = cursor.takeWord('running');
  const paused = !running && cursor.takeWord('paused');
  const which = running ? 'RUNNING' : paused ? 'PAUSED' : null;
  cursor.expectWord('schedules');
  const purpose = cursor.takeWord('for') ? parsePurpose(cursor) : null;
  return { kind: 'ShowSchedules', which, purpose, span: cursor.spanFrom(start) };
}

function parsePurpose(cursor: Cursor): NonNullable<ShowSchedules['purpose']> {
  if (takeWords(cursor, 'sql', 'statistics')) return 'SQL STATISTICS';
  cursor.expectWord('backup');
  return 'BACKUP';
}
