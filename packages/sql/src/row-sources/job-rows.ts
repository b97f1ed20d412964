// Jobs as SHOW JOBS shows them: which are in the list, in what order, and with what values.
import { JOB_COLUMNS, type JobRow } from '@rescind/shared';
import type { Row, SqlType, Value } from '../value.ts';

/** The types of v21.2 that SHOW AUTOMATIC JOBS lists and SHOW JOBS leaves out. */
const AUTOMATIC: ReadonlySet<string> = new Set([
  'AUTO CREATE STATS',
  'AUTO SPAN CONFIG RECONCILIATION',
  'AUTO SQL STATS COMPACTION',
]);

export function isAutomatic(jobType: string): boolean {
  return AUTOMATIC.has(jobType);
}

/**
 * Unfinished jobs first, the last started of them on top and those not started below; then
 * finished jobs, the last finished on top. Equal ones keep their order: newest job first.
 */
export function showOrder(rows: readonly JobRow[]): readonly JobRow[] {
  return [...rows].sort((a, b) => {
    if (a.finished === null && b.finished === null) return later(a.started, b.started);
    if (a.finished === null || b.finished === null) return a.finished === null ? -1 : 1;
    return b.finished - a.finished;
  });
}

/** Descending, null last. */
function later(a: number | null, b: number | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return b - a;
}

/** The row's values in the order and the types of JOB_COLUMNS. */
export function rowOf(row: JobRow): Row {
  return JOB_COLUMNS.map(([name, type]) => valueOf(row[name], type));
}

function valueOf(value: JobRow[keyof JobRow], type: SqlType): Value {
  return type === 'INT8' && value !== null ? BigInt(value as string | number) : value;
}
