// Rows of what begins with SHOW, and of users' tables, read from a cluster. One reading belongs to
// one statement and remembers how old the oldest of its rows of jobs are.
import { JOB_COLUMNS, parseJobId, type JobId, type JobRow } from '@rescind/shared';
import type { Backend, JobRowsQuery } from './backend.ts';
import type { EqualityFilter, RowSources, SelectionEngine, SourceTable } from './engine.ts';
import { selectIds } from './job-ids.ts';
import { openBackupContents, openBackups } from './row-sources/backup-rows.ts';
import {
  openColumns,
  openCreateTable,
  openDatabases,
  openTables,
  openUsers,
} from './row-sources/catalog-rows.ts';
import { openHistory } from './row-sources/history-rows.ts';
import { isInternalJobs, openInternalJobs } from './row-sources/internal-jobs.ts';
import { isAutomatic, rowOf, showOrder } from './row-sources/job-rows.ts';
import { openSchedule, openSchedules } from './row-sources/schedule-rows.ts';
import { openSetting, openSettings } from './row-sources/settings.ts';
import { openFingerprints, openStatistics } from './row-sources/statistics-rows.ts';
import { NO_SURROUNDINGS, type Surroundings } from './row-sources/surroundings.ts';
import { openUserTable, type UserTable } from './row-sources/user-table.ts';
import type { Expression, Query, ShowJobs, ShowStatement } from './syntax/ast.ts';
import { valuesOf } from './syntax/values-of.ts';
import type { Column } from './value.ts';

export interface Reading extends RowSources {
  /** Position of the oldest rows of jobs that were read; undefined when none were. */
  readonly position: number | undefined;
  /** A table of any kind, by its name. */
  table(name: readonly string[]): Promise<SourceTable>;
  /** The same where only a table with stored rows will do; undefined for any other kind. */
  userTable(name: readonly string[]): Promise<UserTable | undefined>;
  /** Rows of jobs by another condition than SHOW JOBS has. */
  jobRows(query: JobRowsQuery): Promise<readonly JobRow[]>;
  /** The ids that a query of schedules gives, NULL left out. */
  scheduleIds(schedules: Query, context: string): Promise<readonly bigint[]>;
}

const COLUMNS: readonly Column[] = JOB_COLUMNS.map(([name, type]) => ({ name, type }));

/**
 * Begins to read for one statement. `engine` runs the selections inside of SHOW JOBS; `around` is
 * what the session has: its database, and the storage that rows of tables may lie in.
 */
export function readFrom(
  backend: Backend,
  engine: SelectionEngine,
  around: Surroundings = NO_SURROUNDINGS,
): Reading {
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

  const idsOf = (query: Query, context: string): Promise<readonly bigint[]> =>
    selectIds(query, { engine, sources: reading, context });

  const chosen = async (
    { jobs, whenComplete }: ShowJobs & { readonly jobs: object },
    where: JobRowsQuery,
  ): Promise<readonly JobRow[]> => {
    // A number that is no job id is one of a job that does not exist: it gives no row.
    const ids = [...new Set((await idsOf(jobs, 'SHOW JOBS')).map(String))]
      .map(parseJobId)
      .filter((id): id is JobId => id !== undefined);
    // No ids must never be sent as if they were no condition.
    if (ids.length === 0) return [];
    if (whenComplete) await backend.ended(ids);
    return jobRows({ ...where, ids, scope: 'all' });
  };

  const reading: Reading = {
    get position() {
      return position;
    },
    jobRows,
    scheduleIds: (schedules, context) =>
      selectIds(schedules, { engine, sources: reading, context, column: 'schedule_id' }),
    table: async (name) => (await reading.userTable(name)) ?? openInternalJobs(jobRows),
    userTable: async (name) =>
      isInternalJobs(name) ? undefined : openUserTable(backend, name, around),
    async open(statement) {
      switch (statement.kind) {
        case 'ShowJobs': {
          const { jobs, automatic } = statement;
          return openJobs((where) =>
            jobs === null ? listed(automatic, where) : chosen({ ...statement, jobs }, where),
          );
        }
        case 'ShowJobsForSchedules':
          return openJobs(async (where) => {
            const ids = await reading.scheduleIds(statement.schedules, 'SHOW JOBS FOR SCHEDULES');
            if (ids.length === 0) return [];
            return jobRows({ ...where, schedules: ids.map(String), scope: 'all' });
          });
        case 'ShowJobHistory':
          return openHistory(backend, () => idsOf(valuesOf([statement.job]), 'SHOW JOB HISTORY'));
        case 'ShowSchedule':
          return openSchedule(backend, () => scheduleId(statement.schedule));
        case 'ShowClusterSetting':
          return openSetting(await backend.settings(), statement);
        default:
          return openOthers(statement, backend, around);
      }
    },
  };

  const scheduleId = (schedule: Expression): Promise<readonly bigint[]> =>
    reading.scheduleIds(valuesOf([schedule]), 'SHOW SCHEDULE');

  return reading;
}

function openJobs(read: (where: JobRowsQuery) => Promise<readonly JobRow[]>): SourceTable {
  return {
    columns: COLUMNS,
    async rows(filter?: EqualityFilter) {
      const rows = await read(filter === undefined ? {} : { where: filter });
      return rows.map(rowOf);
    },
  };
}

/** What is read without the engine. */
function openOthers(
  statement: Exclude<
    ShowStatement,
    {
      readonly kind:
        | 'ShowJobs'
        | 'ShowJobsForSchedules'
        | 'ShowJobHistory'
        | 'ShowSchedule'
        | 'ShowClusterSetting';
    }
  >,
  backend: Backend,
  around: Surroundings,
): SourceTable {
  switch (statement.kind) {
    case 'ShowClusterSettings':
      return openSettings(backend, statement);
    case 'ShowBackup':
      return openBackupContents(statement, around);
    case 'ShowBackups':
      return openBackups(statement, around);
    case 'ShowColumns':
      return openColumns(backend, statement, around.database);
    case 'ShowCreateTable':
      return openCreateTable(backend, statement, around.database);
    case 'ShowDatabases':
      return openDatabases(backend);
    case 'ShowFingerprints':
      return openFingerprints(backend, statement, around);
    case 'ShowSchedules':
      return openSchedules(backend, statement);
    case 'ShowStatistics':
      return openStatistics(backend, statement, around.database);
    case 'ShowTables':
      return openTables(backend, statement, around.database);
    case 'ShowUsers':
      return openUsers(backend);
  }
}
