/** The statements on databases and tables back to text. */

import type {
  ColumnDefinition,
  CreateDatabase,
  CreateTable,
  DropBehavior,
  DropDatabase,
  DropTable,
  Insert,
  RenameDatabase,
  RenameTable,
} from '../ast/table.ts';
import { printExpression } from './expression.ts';
import { printNames } from './given.ts';
import { printName, printPath } from './literal.ts';
import { printQuery } from './query.ts';
import type { Writing } from './writing.ts';

/** The statements that this file prints. */
export type TableStatement =
  | CreateDatabase
  | CreateTable
  | DropDatabase
  | DropTable
  | Insert
  | RenameDatabase
  | RenameTable;

/** Prints a statement on a database or a table. */
export function printTableStatement(node: TableStatement, writing: Writing): string {
  switch (node.kind) {
    case 'CreateDatabase':
      return `CREATE DATABASE ${node.ifNotExists ? 'IF NOT EXISTS ' : ''}${printName(node.name)}`;
    case 'DropDatabase': {
      const name = printName(node.name);
      return `DROP DATABASE ${node.ifExists ? 'IF EXISTS ' : ''}${name}${printBehavior(node)}`;
    }
    case 'RenameDatabase':
      return `ALTER DATABASE ${printName(node.name)} RENAME TO ${printName(node.to)}`;
    case 'CreateTable':
      return printCreateTable(node, writing);
    case 'DropTable': {
      const tables = node.tables.map(printPath).join(', ');
      return `DROP TABLE ${node.ifExists ? 'IF EXISTS ' : ''}${tables}${printBehavior(node)}`;
    }
    case 'RenameTable':
      return `ALTER TABLE ${printPath(node.table)} RENAME TO ${printPath(node.to)}`;
    case 'Insert': {
      const columns = node.columns === null ? '' : `(${printNames(node.columns)})`;
      return `INSERT INTO ${printPath(node.table)}${columns} ${printQuery(node.rows, writing)}`;
    }
  }
}

/** Prints one column of CREATE TABLE. */
export function printColumnDefinition(node: ColumnDefinition, writing: Writing): string {
  const type = printExpression(node.type, writing);
  const nullability = node.nullability === null ? '' : ` ${node.nullability}`;
  return `${printName(node.name)} ${type}${nullability}${node.primaryKey ? ' PRIMARY KEY' : ''}`;
}

function printCreateTable(node: CreateTable, writing: Writing): string {
  const parts = node.columns.map((column) => printColumnDefinition(column, writing));
  if (node.primaryKey !== null) parts.push(`PRIMARY KEY (${printNames(node.primaryKey)})`);
  const name = printPath(node.table);
  return `CREATE TABLE ${node.ifNotExists ? 'IF NOT EXISTS ' : ''}${name} (${parts.join(', ')})`;
}

function printBehavior({ behavior }: { readonly behavior: DropBehavior }): string {
  return behavior === null ? '' : ` ${behavior}`;
}
