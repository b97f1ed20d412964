// The table `crdb_internal.jobs`: every job that is kept, automatic ones and those that ended long
// ago too, with the columns of CockroachDB v21.2. Its columns descriptor_ids and execution_events
// are left out: there is nothing here that they could say.
import { JOB_COLUMNS, type JobRow } from '@rescind/shared';
import type { JobRowsQuery } from '../backend.ts';
import type { EqualityFilter, SourceTable } from '../engine.ts';
import type { Column, Row } from '../value.ts';
import { rowOf } from './job-rows.ts';

/** Whether a name of one to three parts means this table; a database may stand before it. */
export function isInternalJobs(path: readonly string[]): boolean {
  return path.length <= 3 && path.slice(-2).join('.') === 'crdb_internal.jobs';
}

const HIGH_WATER: Column = { name: 'high_water_timestamp', type: 'DECIMAL' };
const BEFORE = JOB_COLUMNS.findIndex(([name]) => name === 'fraction_completed') + 1;

/** Newest job first. */
export function openInternalJobs(
  read: (query: JobRowsQuery) => Promise<readonly JobRow[]>,
): SourceTable {
  const columns = JOB_COLUMNS.map(([name, type]): Column => ({ name, type }));
  return {
    columns: columns.toSpliced(BEFORE, 0, HIGH_WATER),
    async rows(filter?: EqualityFilter) {
      const rows = await read({ ...asked(filter), scope: 'all' });
      return rows.map((row): Row => rowOf(row).toSpliced(BEFORE, 0, null));
    },
  };
}

/** No job has a high-water timestamp: a condition on it is left to whoever reads the rows. */
function asked(filter: EqualityFilter | undefined): JobRowsQuery {
  if (filter === undefined || HIGH_WATER.name in filter) return {};
  return { where: filter };
}
