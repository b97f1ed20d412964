/** All statements, and all nodes of the tree: the unions of what the files of `ast/` define. */

import type {
  DefaultValue,
  Expression,
  OrderItem,
  ParenthesizedSelect,
  Query,
  RowSource,
  SelectClause,
  ShowStatement,
  Star,
  TableFunction,
  TableReference,
  Target,
  Tuple,
  Values,
} from './ast.ts';
import type {
  Backup,
  DatabaseTargets,
  Option,
  Restore,
  TablePattern,
  TableTargets,
} from './ast/backup.ts';
import type { ControlJobs, ControlJobsForSchedules, CreateJob } from './ast/job.ts';
import type { ControlSchedules, CreateSchedule } from './ast/schedule.ts';
import type { SetClusterSetting, SetDatabase } from './ast/setting.ts';
import type { Analyze, CreateStatistics } from './ast/statistics.ts';
import type {
  ColumnDefinition,
  CreateDatabase,
  CreateTable,
  DropDatabase,
  DropTable,
  Insert,
  RenameDatabase,
  RenameTable,
} from './ast/table.ts';
import type { CreateUser, DropUser } from './ast/user.ts';
import type { TypeName } from './leaf.ts';

/** What may stand between two semicolons. */
export type Statement =
  | ShowStatement
  | Query
  | ControlJobs
  | ControlJobsForSchedules
  | CreateJob
  | SetClusterSetting
  | SetDatabase
  | DataStatement;

/** The statements on what the jobs are about: tables, backups, schedules, users. */
export type DataStatement =
  | CreateDatabase
  | DropDatabase
  | RenameDatabase
  | CreateTable
  | DropTable
  | RenameTable
  | Insert
  | Backup
  | Restore
  | CreateStatistics
  | Analyze
  | CreateSchedule
  | ControlSchedules
  | CreateUser
  | DropUser;

/** Any node. */
export type Node =
  | Statement
  | Expression
  | ColumnDefinition
  | DatabaseTargets
  | DefaultValue
  | Option
  | OrderItem
  | ParenthesizedSelect
  | RowSource
  | SelectClause
  | Star
  | TableFunction
  | TablePattern
  | TableReference
  | TableTargets
  | Target
  | Tuple
  | TypeName
  | Values;
