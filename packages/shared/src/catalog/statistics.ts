// Statistics of a table, and when automatic ones are due.
import type { JobId } from '../job/job-id.ts';
import type { Table } from './descriptor.ts';

/** The name of automatic statistics, which no user may give to his own. */
export const AUTOMATIC_STATISTICS = '__auto__';

export interface ColumnStatistics {
  readonly columns: readonly string[];
  readonly distinct: number;
  readonly nulls: number;
  /** Upper bounds of buckets with about as many rows each, as text, and rows up to each. */
  readonly histogram: readonly (readonly [bound: string, rows: number])[];
}

export interface TableStatistics {
  readonly name: string;
  readonly job: JobId;
  readonly created: number;
  readonly rows: number;
  /** `written` of the table when its rows were read. */
  readonly written: number;
  readonly columns: readonly ColumnStatistics[];
}

/** Statistics kept of a table: the newest of each name, and so many automatic ones. */
export const AUTOMATIC_KEPT = 4;

export interface StaleSettings {
  /** A fraction, and rows: `written since > fraction * rows + rows` makes statistics stale. */
  readonly fraction: number;
  readonly rows: number;
}

/**
 * Whether automatic statistics are due: there are none and the table has rows, or more rows were
 * written since than CockroachDB's threshold (fraction_stale_rows and min_stale_rows; without its
 * dice, so that the same history has the same jobs).
 */
export function isStale(
  table: Table,
  statistics: readonly TableStatistics[],
  settings: StaleSettings,
): boolean {
  if (table.state !== 'public' || table.written === 0) return false;
  const newest = statistics.findLast(({ name }) => name === AUTOMATIC_STATISTICS);
  if (newest === undefined) return true;
  return table.written - newest.written > settings.fraction * newest.rows + settings.rows;
}
