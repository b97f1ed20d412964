/** Statements back to text; those of a family of their own are in the files beside. */

import type { CreateJob, ControlJobs } from '../ast/job.ts';
import type { CreateStatistics } from '../ast/statistics.ts';
import type { CreateUser, DropUser } from '../ast/user.ts';
import type { Statement } from '../statement.ts';
import { printBackup, printRestore } from './backup.ts';
import { printExpression } from './expression.ts';
import { printNames } from './given.ts';
import { printName, printPath } from './literal.ts';
import { printQuery } from './query.ts';
import { printCreateSchedule } from './schedule.ts';
import { printShow } from './show.ts';
import { printTableStatement } from './table.ts';
import type { Writing } from './writing.ts';

/** Prints a statement. */
export function printStatement(node: Statement, writing: Writing): string {
  switch (node.kind) {
    case 'Select':
    case 'OpaqueSelect':
      return printQuery(node, writing);
    case 'ControlJobs':
      return printControlJobs(node, writing);
    case 'ControlJobsForSchedules':
      return `${node.command} JOBS FOR SCHEDULES ${printQuery(node.schedules, writing)}`;
    case 'ControlSchedules':
      return `${node.command} SCHEDULES ${printQuery(node.schedules, writing)}`;
    case 'CreateJob':
      return printCreateJob(node, writing);
    case 'SetClusterSetting': {
      const value = printExpression(node.value, writing);
      return `SET CLUSTER SETTING ${printPath(node.name.split('.'))} = ${value}`;
    }
    case 'SetDatabase':
      return `SET database = ${printName(node.database)}`;
    case 'CreateDatabase':
    case 'DropDatabase':
    case 'RenameDatabase':
    case 'CreateTable':
    case 'DropTable':
    case 'RenameTable':
    case 'Insert':
      return printTableStatement(node, writing);
    case 'Backup':
      return printBackup(node, writing);
    case 'Restore':
      return printRestore(node, writing);
    case 'CreateStatistics':
      return printCreateStatistics(node, writing);
    case 'Analyze':
      return `ANALYZE ${printPath(node.table)}`;
    case 'CreateSchedule':
      return printCreateSchedule(node, writing);
    case 'CreateUser':
      return printCreateUser(node, writing);
    case 'DropUser':
      return printDropUser(node);
    default:
      return printShow(node, writing);
  }
}

function printControlJobs(node: ControlJobs, writing: Writing): string {
  const jobs = printQuery(node.jobs, writing);
  const reason = node.reason === null ? '' : printExpression(node.reason, writing);
  return `${node.command} JOBS ${jobs}${reason && ` WITH REASON = ${reason}`}`;
}

/** A job's type is a name here and not a string, so that redaction leaves it. */
function printCreateJob(node: CreateJob, writing: Writing): string {
  const details = printExpression(node.details, writing);
  return `CREATE JOB ${printName(node.type)} WITH DETAILS = ${details}`;
}

function printCreateStatistics(node: CreateStatistics, writing: Writing): string {
  const { throttling, asOf } = node;
  let text = `CREATE STATISTICS ${printName(node.name)}`;
  if (node.columns !== null) text += ` ON ${printNames(node.columns)}`;
  text += ` FROM ${printPath(node.table)}`;
  if (throttling !== null || asOf !== null) text += ' WITH OPTIONS';
  if (throttling !== null) text += ` THROTTLING ${printExpression(throttling, writing)}`;
  if (asOf !== null) text += ` AS OF SYSTEM TIME ${printExpression(asOf, writing)}`;
  return text;
}

function printCreateUser(node: CreateUser, writing: Writing): string {
  const options: string[] = [];
  if (node.controlJob !== null) options.push(node.controlJob ? 'CONTROLJOB' : 'NOCONTROLJOB');
  if (node.password !== null) options.push(`PASSWORD ${printPassword(node.password, writing)}`);
  const kind = node.role ? 'ROLE' : 'USER';
  const name = `${node.ifNotExists ? 'IF NOT EXISTS ' : ''}${printName(node.name)}`;
  return `CREATE ${kind} ${name}${options.length === 0 ? '' : ` WITH ${options.join(' ')}`}`;
}

/** Hidden as a URI is: not even whether it is the empty one may be told. */
function printPassword(password: Exclude<CreateUser['password'], null>, writing: Writing): string {
  const hidden = writing.redacted && password.kind !== 'Placeholder';
  return hidden ? "'*****'" : printExpression(password, writing);
}

function printDropUser(node: DropUser): string {
  const kind = node.role ? 'ROLE' : 'USER';
  return `DROP ${kind} ${node.ifExists ? 'IF EXISTS ' : ''}${printNames(node.names)}`;
}
