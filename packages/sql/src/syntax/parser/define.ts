/** The statements that begin with CREATE, DROP, ALTER and SET: which family each belongs to. */

import type { Statement } from '../statement.ts';
import { parseSetClusterSetting } from './cluster-setting.ts';
import { parseCreateJob } from './create-job.ts';
import type { Cursor } from './cursor.ts';
import {
  parseCreateDatabase,
  parseDropDatabase,
  parseRenameDatabase,
  parseSetDatabase,
} from './database.ts';
import { isScheduleNext, parseControlSchedules } from './job-control.ts';
import { parseCreateSchedule } from './schedule.ts';
import { parseCreateStatistics } from './statistics.ts';
import { parseCreateTable, parseDropTable, parseRenameTable } from './table.ts';
import { parseCreateUser, parseDropUser } from './user.ts';

/**
 * ```
 * create := create_job | create_database | create_table | create_stats | create_schedule
 *         | create_user
 * ```
 */
export function parseCreate(cursor: Cursor): Statement {
  const { start } = cursor.advance();
  cursor.topic('CREATE');
  if (cursor.takeWord('job')) return parseCreateJob(cursor, start);
  if (cursor.takeWord('database')) return parseCreateDatabase(cursor, start);
  if (cursor.takeWord('table')) return parseCreateTable(cursor, start);
  if (cursor.takeWord('statistics')) return parseCreateStatistics(cursor, start);
  if (cursor.takeWord('schedule')) return parseCreateSchedule(cursor, start);
  return parseCreateUser(cursor, start);
}

/**
 * ```
 * drop := drop_database | drop_table | drop_user | DROP schedules
 * ```
 */
export function parseDrop(cursor: Cursor): Statement {
  const { start } = cursor.advance();
  cursor.topic('DROP');
  if (cursor.takeWord('database')) return parseDropDatabase(cursor, start);
  if (cursor.takeWord('table')) return parseDropTable(cursor, start);
  if (isScheduleNext(cursor)) return parseControlSchedules(cursor, 'DROP', start);
  return parseDropUser(cursor, start);
}

/**
 * ```
 * alter := rename_database | rename_table
 * ```
 */
export function parseAlter(cursor: Cursor): Statement {
  const { start } = cursor.advance();
  cursor.topic('ALTER');
  if (cursor.takeWord('database')) return parseRenameDatabase(cursor, start);
  cursor.expectWord('table');
  return parseRenameTable(cursor, start);
}

/**
 * ```
 * set := set_csetting | set_database
 * ```
 */
export function parseSet(cursor: Cursor): Statement {
  const { start } = cursor.advance();
  return cursor.isWord('database')
    ? parseSetDatabase(cursor, start)
    : parseSetClusterSetting(cursor, start);
}
