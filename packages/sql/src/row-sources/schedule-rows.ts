// Schedules as rows: all of them, or one by its id.
import { SCHEDULE_COLUMNS, type ScheduleRow } from '@rescind/shared';
import type { Backend } from '../backend.ts';
import type { SourceTable } from '../engine.ts';
import type { ShowSchedules } from '../syntax/ast/show.ts';
import type { Column, Row, Value } from '../value.ts';
import { sourceOf } from './source.ts';

const COLUMNS: readonly Column[] = SCHEDULE_COLUMNS.map(([name, type]) => ({ name, type }));

/** RUNNING are those that are not paused; FOR SQL STATISTICS there are none. */
export function openSchedules(backend: Backend, { which, purpose }: ShowSchedules): SourceTable {
  return sourceOf(COLUMNS, async () => {
    if (purpose === 'SQL STATISTICS') return [];
    const rows = await backend.schedules();
    const status = which === 'RUNNING' ? 'ACTIVE' : which;
    return rows
      .filter((row) => status === null || row.schedule_status === status)
      .map(scheduleValues);
  });
}

/** The schedules of these ids; an id of no schedule gives no row. */
export function openSchedule(backend: Backend, ids: () => Promise<readonly bigint[]>): SourceTable {
  return sourceOf(COLUMNS, async () => {
    const wanted = new Set((await ids()).map(String));
    return (await backend.schedules()).filter(({ id }) => wanted.has(id)).map(scheduleValues);
  });
}

function scheduleValues(row: ScheduleRow): Row {
  return SCHEDULE_COLUMNS.map(([name, type]): Value => {
    const value = row[name];
    return type === 'INT8' && value !== null ? BigInt(value) : value;
  });
}
