/** The statements that begin with SHOW back to text. */

import type { ShowJobs, ShowStatement } from '../ast.ts';
import type { ShowSchedules } from '../ast/show.ts';
import { printSubdirectory } from './backup.ts';
import { printExpression } from './expression.ts';
import { printUri } from './given.ts';
import { printPath } from './literal.ts';
import { printQuery } from './query.ts';
import type { Writing } from './writing.ts';

/** Prints a SHOW statement. */
export function printShow(node: ShowStatement, writing: Writing): string {
  switch (node.kind) {
    case 'ShowJobs':
      return printShowJobs(node, writing);
    case 'ShowJobsForSchedules':
      return `SHOW JOBS FOR SCHEDULES ${printQuery(node.schedules, writing)}`;
    case 'ShowJobHistory':
      return `SHOW JOB ${printExpression(node.job, writing)} HISTORY`;
    case 'ShowSchedule':
      return `SHOW SCHEDULE ${printExpression(node.schedule, writing)}`;
    case 'ShowSchedules':
      return printShowSchedules(node);
    case 'ShowClusterSetting':
      return `SHOW CLUSTER SETTING ${printPath(node.name.split('.'))}`;
    case 'ShowClusterSettings':
      return `SHOW ${node.which} CLUSTER SETTINGS`;
    case 'ShowDatabases':
      return 'SHOW DATABASES';
    case 'ShowTables':
      return `SHOW TABLES${node.from === null ? '' : ` FROM ${printPath(node.from)}`}`;
    case 'ShowColumns':
      return `SHOW COLUMNS FROM ${printPath(node.table)}`;
    case 'ShowCreateTable':
      return `SHOW CREATE TABLE ${printPath(node.table)}`;
    case 'ShowUsers':
      return 'SHOW USERS';
    case 'ShowStatistics':
      return `SHOW STATISTICS FOR TABLE ${printPath(node.table)}`;
    case 'ShowFingerprints':
      return `SHOW EXPERIMENTAL_FINGERPRINTS FROM TABLE ${printPath(node.table)}`;
    case 'ShowBackups':
      return `SHOW BACKUPS IN ${printUri(node.uri, writing)}`;
    case 'ShowBackup': {
      const subdirectory = printSubdirectory(node.subdirectory, writing);
      return `SHOW BACKUP ${subdirectory} IN ${printUri(node.uri, writing)}`;
    }
  }
}

function printShowJobs(node: ShowJobs, writing: Writing): string {
  if (node.automatic) return 'SHOW AUTOMATIC JOBS';
  if (node.jobs === null) return 'SHOW JOBS';
  const jobs = printQuery(node.jobs, writing);
  return `SHOW JOBS ${node.whenComplete ? 'WHEN COMPLETE ' : ''}${jobs}`;
}

function printShowSchedules({ which, purpose }: ShowSchedules): string {
  const before = which === null ? '' : `${which} `;
  const after = purpose === null ? '' : ` FOR ${purpose}`;
  return `SHOW ${before}SCHEDULES${after}`;
}
