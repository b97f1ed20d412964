// Carrying out a plan against a cluster: each kind of statement has a file of its own beside.
import type { Plan } from '../plan.ts';
import { rowsResult, type StatementResult } from '../result.ts';
import type { DataStatement } from '../syntax/statement.ts';
import { backup } from './backup.ts';
import { controlJobs, controlJobsForSchedules } from './control-jobs.ts';
import { createDatabase, dropDatabase, renameDatabase, setDatabase } from './databases.ts';
import { expectReply } from './expect-reply.ts';
import { insert } from './insert.ts';
import { reading, type Means } from './means.ts';
import { runQuery } from './query.ts';
import { restore } from './restore.ts';
import { createJob, JOB_ID_COLUMNS } from './run-job.ts';
import { controlSchedules, createSchedule } from './schedules.ts';
import { showBackups } from './show-backups.ts';
import { showTag } from './show-tag.ts';
import { createStatistics } from './statistics.ts';
import { createTable, dropTable, renameTable } from './tables.ts';
import { createUser, dropUser } from './users.ts';

/** Rejects with SqlError when the statement was not, or not wholly, carried out. */
export async function carryOut(plan: Plan, means: Means): Promise<StatementResult> {
  const { backend } = means;
  switch (plan.kind) {
    case 'ControlJobs':
      return controlJobs(plan, means);
    case 'ControlJobsForSchedules':
      return controlJobsForSchedules(plan.tree, plan.statement, means);
    case 'CreateJob': {
      const { type, details, statement } = plan;
      const description = statement;
      const command = { kind: 'CreateJobs', type, details: [details], description } as const;
      const job = await createJob(backend, command, statement);
      return rowsResult('CREATE JOB', JOB_ID_COLUMNS, [[BigInt(job)]]);
    }
    case 'SetSetting': {
      const { name, value, statement } = plan;
      expectReply(await backend.command({ kind: 'SetSetting', name, value }, statement), 'done');
      return { tag: 'SET CLUSTER SETTING' };
    }
    case 'SetDatabase':
      return setDatabase(plan.tree, means);
    case 'Show': {
      if (plan.source.kind === 'ShowBackups') return showBackups(plan.source, means);
      const table = await reading(means).open(plan.source);
      return rowsResult(showTag(plan.source), table.columns, await table.rows());
    }
    case 'Query':
      return runQuery(plan.query, means);
    case 'Data':
      return carryOutData(plan.tree, plan.statement, means);
  }
}

function carryOutData(
  tree: DataStatement,
  statement: string,
  means: Means,
): Promise<StatementResult> {
  switch (tree.kind) {
    case 'CreateDatabase':
      return createDatabase(tree, statement, means);
    case 'DropDatabase':
      return dropDatabase(tree, statement, means);
    case 'RenameDatabase':
      return renameDatabase(tree, statement, means);
    case 'CreateTable':
      return createTable(tree, statement, means);
    case 'DropTable':
      return dropTable(tree, statement, means);
    case 'RenameTable':
      return renameTable(tree, statement, means);
    case 'Insert':
      return insert(tree, statement, means);
    case 'Backup':
      return backup(tree, statement, means);
    case 'Restore':
      return restore(tree, statement, means);
    case 'CreateStatistics':
    case 'Analyze':
      return createStatistics(tree, statement, means);
    case 'CreateSchedule':
      return createSchedule(tree, statement, means);
    case 'ControlSchedules':
      return controlSchedules(tree, statement, means);
    case 'CreateUser':
      return createUser(tree, statement, means);
    case 'DropUser':
      return dropUser(tree, statement, means);
  }
}
