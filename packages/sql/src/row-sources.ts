// Rows of what begins with SHOW: jobs and cluster settings, read from a cluster. One reading
// belongs to one statement and remembers how old the oldest of its rows are.
import { JOB_COLUMNS, parseJobId, type JobId, type JobRow } from '@rescind/shared';
import type { Backend, JobRowsQuery } from './backend.ts';
import type { EqualityFilter, RowSources, SelectionEngine, SourceTable } from './engine.ts';
import { selectIds } from './job-ids.ts';
import { isAutomatic, rowOf, showOrder } from './row-sources/job-rows.ts';
import { openSetting, openSettings } from './row-sources/settings.ts';
import type { ShowJobs } from './syntax/ast.ts';
import type { Column } from './value.ts';

export interface Reading extends RowSources {
  /** Position of the oldest rows that were read; undefined when none were. */
  readonly position: number | undefined;
}

const COLUMNS: readonly Column[] = JOB_COLUMNS.map(([name, type]) => ({ name, type }));

/** Begins to read for one statement. `engine` runs the selections inside of SHOW JOBS. */
export function readFrom(backend: Backend, engine: SelectionEngine): Reading {
  let position: number | undefined;

  const jobRows = async (query: JobRowsQuery): Promise<readonly JobRow[]> => {
    const rows = await backend.jobRows(query);
    position = Math.min(position ?? backend.position, backend.position);
    return rows;
  };

  const listed = async (automatic: boolean, where: JobRowsQuery): Promise<readonly JobRow[]> => {
    const rows = await jobRows({ ...where, scope: 'recent' });
    return showOrder(rows.filter((row) => isAutomatic(row.job_type) === automatic));
  };

  const chosen = async (
    { jobs, whenComplete }: ShowJobs & { readonly jobs: object },
    where: JobRowsQuery,
  ): Promise<readonly JobRow[]> => {
    const given = await selectIds(jobs, { engine, sources: reading, context: 'SHOW JOBS' });
    // A number that is no job id is one of a job that does not exist: it gives no row.
    const ids = [...new Set(given.map(String))]
      .map(parseJobId)
      .filter((id): id is JobId => id !== undefined);
    // No ids must never be sent as if they were no condition.
    if (ids.length === 0) return [];
    if (whenComplete) await backend.ended(ids);
    return jobRows({ ...where, ids, scope: 'all' });
  };

  const openJobs = (statement: ShowJobs): SourceTable => ({
    columns: COLUMNS,
    async rows(filter?: EqualityFilter) {
      const where = filter === undefined ? {} : { where: filter };
      const { jobs } = statement;
      const rows =
        jobs === null
          ? await listed(statement.automatic, where)
          : await chosen({ ...statement, jobs }, where);
      return rows.map(rowOf);
    },
  });

  const reading: Reading = {
    get position() {
      return position;
    },
    async open(statement) {
      switch (statement.kind) {
        case 'ShowJobs':
          return openJobs(statement);
        case 'ShowClusterSetting':
          return openSetting(await backend.settings(), statement);
        case 'ShowClusterSettings':
          return openSettings(backend, statement);
      }
    },
  };
  return reading;
}
