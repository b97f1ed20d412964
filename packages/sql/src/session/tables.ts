// CREATE, DROP and RENAME of tables.
import type { TableColumn } from '@rescind/shared';
import { columnType } from '../plan/column-type.ts';
import { tagResult, type StatementResult } from '../result.ts';
import { errorAt, unsupported } from '../sql-error.ts';
import type { ColumnDefinition, CreateTable, DropTable, RenameTable } from '../syntax/ast/table.ts';
import { tableNameOf } from '../table-name.ts';
import { expectReply } from './expect-reply.ts';
import type { Means } from './means.ts';

export async function createTable(
  tree: CreateTable,
  statement: string,
  { backend, database }: Means,
): Promise<StatementResult> {
  const table = tableNameOf(tree.table, database);
  const columns = columnsOf(tree);
  const { ifNotExists } = tree;
  const command = { kind: 'CreateTable', table, columns, ifNotExists } as const;
  expectReply(await backend.command(command, statement), 'done');
  const hasKey = columns.some(({ primaryKey }) => primaryKey);
  return tagResult('CREATE TABLE', hasKey ? [keyNotice(table.table)] : []);
}

/** Said once, where somebody would come to rely on it. */
function keyNotice(table: string): string {
  return (
    `the primary key of table "${table}" is recorded, but that its values are unique ` +
    'is not enforced'
  );
}

function columnsOf({ columns, primaryKey, table, ...tree }: CreateTable): readonly TableColumn[] {
  const keys = [
    ...columns.filter((column) => column.primaryKey).map(({ name }) => [name]),
    ...(primaryKey === null ? [] : [primaryKey]),
  ];
  if (keys.length > 1) {
    const message = `multiple primary keys for table "${table.at(-1)}" are not allowed`;
    throw errorAt(tree, '42P16', message);
  }
  const key = new Set(keys[0]);
  for (const name of key) {
    if (columns.some((column) => column.name === name)) continue;
    throw errorAt(tree, '42703', `column "${name}" does not exist`);
  }
  return columns.map((column) => ({
    name: column.name,
    type: columnType(column.type),
    nullable: isNullable(column, key.has(column.name)),
    primaryKey: key.has(column.name),
  }));
}

function isNullable(column: ColumnDefinition, isKey: boolean): boolean {
  if (!isKey) return column.nullability !== 'NOT NULL';
  if (column.nullability !== 'NULL') return false;
  const message = `conflicting NULL/NOT NULL declarations for column "${column.name}"`;
  throw errorAt(column, '42601', message);
}

/** All of them or none. Nothing depends on a table, so CASCADE and RESTRICT are the same. */
export async function dropTable(
  { tables: paths, ifExists }: DropTable,
  statement: string,
  { backend, database }: Means,
): Promise<StatementResult> {
  const tables = paths.map((path) => tableNameOf(path, database));
  const command = { kind: 'DropTables', tables, ifExists } as const;
  expectReply(await backend.command(command, statement), 'done');
  return { tag: 'DROP TABLE' };
}

/** The new name may be a full one, of the same database. */
export async function renameTable(
  tree: RenameTable,
  statement: string,
  { backend, database }: Means,
): Promise<StatementResult> {
  const table = tableNameOf(tree.table, database);
  const to = tableNameOf(tree.to, table.database);
  if (to.database !== table.database) {
    throw unsupported(tree, 'moving a table to another database');
  }
  const command = { kind: 'RenameTable', table, to: to.table } as const;
  expectReply(await backend.command(command, statement), 'done');
  return { tag: 'RENAME TABLE' };
}
