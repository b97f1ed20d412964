// The tag of each statement that begins with SHOW, without the number of its rows.
import type { ShowStatement } from '../syntax/ast.ts';
import type { Statement } from '../syntax/statement.ts';

const TAGS: Readonly<Record<ShowStatement['kind'], string>> = {
  ShowBackup: 'SHOW BACKUP',
  ShowBackups: 'SHOW BACKUPS',
  ShowClusterSetting: 'SHOW CLUSTER SETTING',
  ShowClusterSettings: 'SHOW CLUSTER SETTINGS',
  ShowColumns: 'SHOW COLUMNS',
  ShowCreateTable: 'SHOW CREATE',
  ShowDatabases: 'SHOW DATABASES',
  ShowFingerprints: 'SHOW EXPERIMENTAL_FINGERPRINTS',
  ShowJobHistory: 'SHOW JOB HISTORY',
  ShowJobs: 'SHOW JOBS',
  ShowJobsForSchedules: 'SHOW JOBS',
  ShowSchedule: 'SHOW SCHEDULES',
  ShowSchedules: 'SHOW SCHEDULES',
  ShowStatistics: 'SHOW STATISTICS',
  ShowTables: 'SHOW TABLES',
  ShowUsers: 'SHOW USERS',
};

export function showTag({ kind }: ShowStatement): string {
  return TAGS[kind];
}

/** Whether a statement begins with SHOW. */
export function isShow(tree: Statement): tree is ShowStatement {
  return Object.hasOwn(TAGS, tree.kind);
}
