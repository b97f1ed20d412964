// CREATE, DROP and RENAME of tables.
import { DONE } from '../../cluster/answer.ts';
import { nothing, refuse, type Decision } from '../../cluster/decision.ts';
import type { ClusterView } from '../../cluster/state.ts';
import type { Stamp } from '../../job/evolve-job.ts';
import { invalid, type Refusal } from '../../job/refusal.ts';
import { findTable } from '../catalog.ts';
import type { DataCommandBy } from '../commands.ts';
import { COLUMNS_MAX, qualifiedName, type Table, type TableColumn } from '../descriptor.ts';
import { gcJob } from './gc.ts';
import { badName, isRefusal, tableExists, theDatabase, theTable } from './names.ts';

type Of<Kind extends DataCommandBy['kind']> = Extract<DataCommandBy, { readonly kind: Kind }>;

export function createTable(view: ClusterView, command: Of<'CreateTable'>): Decision {
  const { table: name, columns, ifNotExists, by } = command;
  const { catalog } = view;
  const database = theDatabase(catalog, name.database);
  if (isRefusal(database)) return refuse(database);
  const wrong = badName(name.table) ?? badColumns(columns);
  if (wrong !== undefined) return refuse(wrong);
  if (findTable(catalog, name) !== undefined) {
    return ifNotExists ? nothing() : refuse(tableExists(name));
  }
  const table = {
    id: catalog.nextDescriptorId,
    database: database.id,
    name: name.table,
    columns,
    owner: by.user,
    state: 'public',
    job: null,
  } as const;
  return { events: [{ type: 'TableCreated', table, by }], answer: DONE };
}

function badColumns(columns: readonly TableColumn[]): Refusal | undefined {
  if (columns.length === 0) return invalid('a table needs at least one column', '42601');
  if (columns.length > COLUMNS_MAX) {
    return invalid(`a table may have ${COLUMNS_MAX} columns`, '54011');
  }
  const names = new Set<string>();
  for (const { name } of columns) {
    const wrong = badName(name);
    if (wrong !== undefined) return wrong;
    if (names.has(name)) return invalid(`duplicate column name: "${name}"`, '42701');
    names.add(name);
  }
  return undefined;
}

/** All of them or none; one GC job clears them all. */
export function dropTables(
  view: ClusterView,
  { tables: names, ifExists, by }: Of<'DropTables'>,
  stamp: Stamp,
): Decision {
  const tables: Table[] = [];
  for (const name of names) {
    const table = theTable(view.catalog, name);
    if (!isRefusal(table)) {
      if (!tables.includes(table)) tables.push(table);
    } else if (!ifExists || table.code === '55000') return refuse(table);
  }
  if (tables.length === 0) return nothing();
  const cause = `DROP TABLE ${names.map(qualifiedName).join(', ')}`;
  return {
    events: [
      ...tables.map(({ id }) => ({ type: 'TableDropped', table: id, by }) as const),
      gcJob(view, { tables, job: null, cause, owner: by.user }, stamp),
    ],
    answer: DONE,
  };
}

export function renameTable(view: ClusterView, command: Of<'RenameTable'>): Decision {
  const { table: name, to, by } = command;
  const table = theTable(view.catalog, name);
  if (isRefusal(table)) return refuse(table);
  if (name.table === to) return nothing();
  const wrong = badName(to);
  if (wrong !== undefined) return refuse(wrong);
  const taken = { database: name.database, table: to };
  if (findTable(view.catalog, taken) !== undefined) return refuse(tableExists(taken));
  return { events: [{ type: 'TableRenamed', table: table.id, name: to, by }], answer: DONE };
}
