// What there is: databases, tables, columns and users, as SHOW shows them. Columns are a selection
// of those of CockroachDB v21.2: what it has and we have not is left out.
import type { TableColumn, TableInfo } from '@rescind/shared';
import type { Backend } from '../backend.ts';
import type { SourceTable } from '../engine.ts';
import type { ShowColumns, ShowCreateTable, ShowTables } from '../syntax/ast/show.ts';
import { printPath } from '../syntax/printer/literal.ts';
import { databaseNameOf } from '../table-name.ts';
import type { Column, Row } from '../value.ts';
import { findTable, theDatabase } from './find-table.ts';
import { sourceOf } from './source.ts';

const DATABASES: readonly Column[] = [
  { name: 'database_name', type: 'STRING' },
  { name: 'owner', type: 'STRING' },
];

export function openDatabases(backend: Backend): SourceTable {
  return sourceOf(DATABASES, async () => {
    const { databases } = await backend.catalog();
    return databases.map(({ name, owner }): Row => [name, owner]).sort(byName(0));
  });
}

const TABLES: readonly Column[] = [
  { name: 'schema_name', type: 'STRING' },
  { name: 'table_name', type: 'STRING' },
  { name: 'type', type: 'STRING' },
  { name: 'owner', type: 'STRING' },
  { name: 'estimated_row_count', type: 'INT8' },
];

/** Tables that a RESTORE fills are nobody's yet. Its rows throw 3D000, 3F000. */
export function openTables(backend: Backend, { from }: ShowTables, current: string): SourceTable {
  return sourceOf(TABLES, async () => {
    const catalog = await backend.catalog();
    const { id } = theDatabase(catalog, databaseNameOf(from ?? [], current));
    return catalog.tables
      .filter(({ database, state }) => database === id && state === 'public')
      .map(({ name, owner, rows }): Row => ['public', name, 'table', owner, BigInt(rows)])
      .sort(byName(1));
  });
}

const COLUMNS: readonly Column[] = [
  { name: 'column_name', type: 'STRING' },
  { name: 'data_type', type: 'STRING' },
  { name: 'is_nullable', type: 'BOOL' },
  { name: 'column_default', type: 'STRING' },
  { name: 'generation_expression', type: 'STRING' },
  { name: 'indices', type: 'STRING[]' },
  { name: 'is_hidden', type: 'BOOL' },
];

export function openColumns(
  backend: Backend,
  { table }: ShowColumns,
  current: string,
): SourceTable {
  return sourceOf(COLUMNS, async () => {
    const { info } = await findTable(backend, table, current);
    return info.columns.map(({ name, type, nullable, primaryKey }): Row => [
      name,
      type,
      nullable,
      null,
      '',
      primaryKey ? ['primary'] : [],
      false,
    ]);
  });
}

const CREATE: readonly Column[] = [
  { name: 'table_name', type: 'STRING' },
  { name: 'create_statement', type: 'STRING' },
];

/** The name as it was asked for, and a statement that makes the same table. */
export function openCreateTable(
  backend: Backend,
  { table }: ShowCreateTable,
  current: string,
): SourceTable {
  return sourceOf(CREATE, async () => {
    const { info } = await findTable(backend, table, current);
    return [[table.join('.'), createStatement(info)]];
  });
}

function createStatement({ name, columns }: TableInfo): string {
  const lines = columns.map(definition);
  const key = columns.filter(({ primaryKey }) => primaryKey);
  if (key.length > 0) {
    lines.push(`PRIMARY KEY (${key.map((column) => printPath([column.name])).join(', ')})`);
  }
  return `CREATE TABLE ${printPath(['public', name])} (\n\t${lines.join(',\n\t')}\n)`;
}

function definition({ name, type, nullable }: TableColumn): string {
  return `${printPath([name])} ${type} ${nullable ? 'NULL' : 'NOT NULL'}`;
}

const USERS: readonly Column[] = [
  { name: 'username', type: 'STRING' },
  { name: 'options', type: 'STRING' },
  { name: 'member_of', type: 'STRING[]' },
];

/** The users that were created, and the admin that every cluster has. */
export function openUsers(backend: Backend): SourceTable {
  return sourceOf(USERS, async () => {
    const users = await backend.users();
    const rows = users
      .filter(({ name }) => name !== 'root')
      .map(({ name, controlJob }): Row => [name, controlJob ? 'CONTROLJOB' : '', []]);
    return [...rows, ['root', '', ['admin']] as const].sort(byName(0));
  });
}

function byName(column: number): (a: Row, b: Row) => number {
  return (a, b) => (String(a[column]) < String(b[column]) ? -1 : 1);
}
