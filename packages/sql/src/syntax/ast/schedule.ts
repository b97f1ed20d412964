/** The statements that make and control schedules. */

import type { Query } from '../ast.ts';
import type { Placeholder, Read, StringLiteral } from '../leaf.ts';
import type { Option, Targets } from './backup.ts';

/** `CREATE SCHEDULE [IF NOT EXISTS] [label] FOR BACKUP … RECURRING …`. */
export interface CreateSchedule extends Read {
  readonly kind: 'CreateSchedule';
  /** Only with `label`. */
  readonly ifNotExists: boolean;
  readonly label: StringLiteral | Placeholder | null;
  /** Null for the whole cluster. */
  readonly targets: Targets | null;
  readonly uri: StringLiteral | Placeholder;
  /** Of the backup. */
  readonly options: readonly Option[];
  /** A cron expression. */
  readonly recurring: StringLiteral | Placeholder;
  /** A cron expression; null when nothing was said of full backups. */
  readonly fullBackup: StringLiteral | Placeholder | 'ALWAYS' | null;
  /** Of the schedule. */
  readonly scheduleOptions: readonly Option[];
}

/** `PAUSE | RESUME | DROP SCHEDULES …`. The singular form is a `Values` of one row. */
export interface ControlSchedules extends Read {
  readonly kind: 'ControlSchedules';
  readonly command: 'PAUSE' | 'RESUME' | 'DROP';
  readonly schedules: Query;
}
