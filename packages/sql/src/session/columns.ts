// What columns a statement will answer, known before it is carried out. Those of a query are known
// when it has run.
import { isDetached } from '../plan/options.ts';
import type { Query } from '../syntax/ast.ts';
import type { Statement } from '../syntax/statement.ts';
import type { Column } from '../value.ts';
import { DONE_COLUMNS } from './backup.ts';
import { reading, type Means } from './means.ts';
import { JOB_ID_COLUMNS } from './run-job.ts';
import { CREATED_COLUMNS } from './schedules.ts';
import { isShow } from './show-tag.ts';

/** Undefined for a statement that answers no rows. Throws as SHOW does for what there is not. */
export async function columnsOf(
  tree: Exclude<Statement, Query>,
  means: Means,
): Promise<readonly Column[] | undefined> {
  switch (tree.kind) {
    case 'CreateJob':
      return JOB_ID_COLUMNS;
    case 'Backup':
    case 'Restore':
      return isDetached(tree.options) ? JOB_ID_COLUMNS : DONE_COLUMNS;
    case 'CreateSchedule':
      return CREATED_COLUMNS;
    default:
      return isShow(tree) ? (await reading(means).open(tree)).columns : undefined;
  }
}
