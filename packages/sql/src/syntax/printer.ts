/** The door of the printer: any node back to text, in the normal form of CockroachDB v21.2. */

import type { CreateJob, Node, ShowJobs, Statement } from './ast.ts';
import { printExpression } from './printer/expression.ts';
import { printName, printPath } from './printer/literal.ts';
import { printQueryPart, printSelect } from './printer/query.ts';
import type { Writing } from './printer/writing.ts';

/** How to print. */
export interface PrintOptions {
  /** Every expression in parentheses of its own: `CANCEL JOBS VALUES ((a))`. Default false. */
  readonly parenthesized?: boolean;
  /**
   * Literals hidden: strings `'_'`, other constants `_`, long lists cut short. Names, placeholders
   * and types stay. What is kept of a statement must be printed so; details may hold secrets.
   * Default false.
   */
  readonly redacted?: boolean;
}

/**
 * Prints a node on one line, without a semicolon. `parse(print(statement))` equals `[statement]`
 * apart from spans, unless it was redacted. Recurses as deep as the tree; the parser's trees are
 * bounded.
 */
export function print(node: Node, options: PrintOptions = {}): string {
  const writing: Writing = {
    parenthesized: options.parenthesized ?? false,
    redacted: options.redacted ?? false,
    select: printSelect,
    statement: printStatement,
  };
  switch (node.kind) {
    case 'ControlJobs':
    case 'CreateJob':
    case 'Select':
    case 'SetClusterSetting':
    case 'ShowClusterSetting':
    case 'ShowClusterSettings':
    case 'ShowJobs':
      return printStatement(node, writing);
    case 'OrderItem':
    case 'ParenthesizedSelect':
    case 'RowSource':
    case 'SelectClause':
    case 'TableReference':
    case 'Target':
    case 'Values':
      return printQueryPart(node, writing);
    default:
      return printExpression(node, writing);
  }
}

function printStatement(node: Statement, writing: Writing): string {
  switch (node.kind) {
    case 'ControlJobs': {
      const jobs = printSelect(node.jobs, writing);
      const reason = node.reason === null ? '' : printExpression(node.reason, writing);
      return `${node.command} JOBS ${jobs}${reason && ` WITH REASON = ${reason}`}`;
    }
    case 'ShowJobs':
      return printShowJobs(node, writing);
    case 'SetClusterSetting': {
      const value = printExpression(node.value, writing);
      return `SET CLUSTER SETTING ${printSetting(node.name)} = ${value}`;
    }
    case 'ShowClusterSetting':
      return `SHOW CLUSTER SETTING ${printSetting(node.name)}`;
    case 'ShowClusterSettings':
      return `SHOW ${node.which} CLUSTER SETTINGS`;
    case 'CreateJob':
      return printCreateJob(node, writing);
    case 'Select':
      return printSelect(node, writing);
  }
}

function printShowJobs(node: ShowJobs, writing: Writing): string {
  if (node.automatic) return 'SHOW AUTOMATIC JOBS';
  if (node.jobs === null) return 'SHOW JOBS';
  const jobs = printSelect(node.jobs, writing);
  return `SHOW JOBS ${node.whenComplete ? 'WHEN COMPLETE ' : ''}${jobs}`;
}

/** A job's type is a name here and not a string, so that redaction leaves it. */
function printCreateJob(node: CreateJob, writing: Writing): string {
  const details = printExpression(node.details, writing);
  return `CREATE JOB ${printName(node.type)} WITH DETAILS = ${details}`;
}

function printSetting(name: string): string {
  return printPath(name.split('.'));
}
