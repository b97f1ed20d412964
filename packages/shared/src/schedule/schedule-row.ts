// Schedules as rows: SHOW SCHEDULES with CockroachDB v21.2's ten columns, and the six columns that
// CREATE SCHEDULE FOR BACKUP answers with.
import type { Schedule } from './schedule.ts';

/** Times are milliseconds since 1970; ids are decimal text. */
export interface ScheduleRow {
  readonly id: string;
  readonly label: string;
  readonly schedule_status: 'ACTIVE' | 'PAUSED';
  readonly next_run: number | null;
  readonly state: string | null;
  readonly recurrence: string;
  readonly jobsrunning: number;
  readonly owner: string;
  readonly created: number;
  /** JSON text. */
  readonly command: string;
}

/** Columns and their SQL types, in order. */
export const SCHEDULE_COLUMNS = [
  ['id', 'INT8'],
  ['label', 'STRING'],
  ['schedule_status', 'STRING'],
  ['next_run', 'TIMESTAMP'],
  ['state', 'STRING'],
  ['recurrence', 'STRING'],
  ['jobsrunning', 'INT8'],
  ['owner', 'STRING'],
  ['created', 'TIMESTAMP'],
  ['command', 'STRING'],
] as const satisfies readonly (readonly [keyof ScheduleRow, string])[];

/** The row of a schedule; `running` counts its jobs whose status is exactly `running`. */
export function scheduleRow(schedule: Schedule, running: number): ScheduleRow {
  return {
    id: schedule.id,
    label: schedule.label,
    schedule_status: schedule.nextRun === null ? 'PAUSED' : 'ACTIVE',
    next_run: schedule.nextRun,
    state: schedule.state === '' ? null : schedule.state,
    recurrence: schedule.cron ?? 'NEVER',
    jobsrunning: running,
    owner: schedule.owner,
    created: schedule.created,
    command: commandText(schedule),
  };
}

/** The arguments of the run without their type tag; a full backup is the type that is not said. */
function commandText({ backup }: Schedule): string {
  return JSON.stringify({
    backup_statement: backup.statement,
    ...(backup.incremental && { backup_type: 1 }),
  });
}

export interface CreatedScheduleRow {
  readonly schedule_id: string;
  readonly label: string;
  /** `ACTIVE`, or `PAUSED: ` and why. */
  readonly status: string;
  readonly first_run: number | null;
  readonly schedule: string;
  readonly backup_stmt: string;
}

export const CREATED_SCHEDULE_COLUMNS = [
  ['schedule_id', 'INT8'],
  ['label', 'STRING'],
  ['status', 'STRING'],
  ['first_run', 'TIMESTAMP'],
  ['schedule', 'STRING'],
  ['backup_stmt', 'STRING'],
] as const satisfies readonly (readonly [keyof CreatedScheduleRow, string])[];

/** What CREATE SCHEDULE FOR BACKUP answers for each schedule it made. */
export function createdScheduleRow(schedule: Schedule): CreatedScheduleRow {
  const why = schedule.state === '' ? '' : `: ${schedule.state}`;
  return {
    schedule_id: schedule.id,
    label: schedule.label,
    status: schedule.nextRun === null ? `PAUSED${why}` : 'ACTIVE',
    first_run: schedule.nextRun,
    schedule: schedule.cron ?? 'NEVER',
    backup_stmt: schedule.backup.statement,
  };
}
