// CREATE, DROP and RENAME of tables, and rows put into them.
import { DONE } from '../../cluster/answer.ts';
import { nothing, refuse, type Decision } from '../../cluster/decision.ts';
import type { ClusterView } from '../../cluster/state.ts';
import type { Stamp } from '../../job/evolve-job.ts';
import { invalid, type Refusal } from '../../job/refusal.ts';
import type { Json } from '../../json.ts';
import { rowFromJson } from '../../rows/codec.ts';
import { findTable } from '../catalog.ts';
import type { DataCommandBy } from '../commands.ts';
import {
  COLUMNS_MAX,
  INLINE_BYTES_MAX,
  LAYERS_MAX,
  qualifiedName,
  type Layer,
  type Table,
  type TableColumn,
} from '../descriptor.ts';
import { INSERT_MAX_MS, insertObject } from '../insert-objects.ts';
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

/** The rows were written for the table with that id: one of the same name made since is another. */
export function insertRows(view: ClusterView, command: Of<'InsertRows'>, { at }: Stamp): Decision {
  const { table: name, id, rows = [], layer, by } = command;
  const table = theTable(view.catalog, name);
  if (isRefusal(table)) return refuse(table);
  if (table.id !== id) {
    return refuse({
      kind: 'changed',
      code: '40001',
      message: `restart transaction: table "${name.table}" was replaced meanwhile`,
    });
  }
  if (rows.some((row) => row.length !== table.columns.length)) {
    return refuse(invalid(`rows of table "${name.table}" need ${table.columns.length} values`));
  }
  const inline = table.inlineBytes + (rows.length === 0 ? 0 : JSON.stringify(rows).length);
  if (inline > INLINE_BYTES_MAX) return refuse(invalid(TOO_MUCH_INLINE, '54000'));
  if (layer !== undefined && table.layers.length >= LAYERS_MAX) {
    const message = `table "${name.table}" was written to ${LAYERS_MAX} times`;
    return refuse(invalid(message, '54000', 'BACKUP and RESTORE bring it into one piece.'));
  }
  if (rows.length === 0 && layer === undefined) return nothing();
  const wrong = badRows(table, rows) ?? (layer === undefined ? undefined : tooOld(layer, at));
  if (wrong !== undefined) return refuse(wrong);
  return {
    events: [
      {
        type: 'RowsInserted',
        table: id,
        ...(rows.length === 0 ? {} : { rows }),
        ...(layer === undefined ? {} : { layer }),
        by,
      },
    ],
    answer: DONE,
  };
}

/** Rows come from clients: one that is no row of the table would break every reader of it. */
function badRows(
  { columns, name }: Table,
  rows: readonly (readonly Json[])[],
): Refusal | undefined {
  const types = columns.map(({ type }) => type);
  for (const row of rows) {
    try {
      rowFromJson(types, row);
    } catch (error) {
      return invalid(`a row does not fit table "${name}": ${(error as Error).message}`, '42804');
    }
    const missing = columns.find(({ nullable }, index) => !nullable && row[index] === null);
    if (missing !== undefined) {
      const message = `null value in column "${missing.name}" violates not-null constraint`;
      return invalid(message, '23502');
    }
  }
  return undefined;
}

/** The sweep may be about to remove what an INSERT wrote that long ago. */
function tooOld({ manifest }: Layer, at: number): Refusal | undefined {
  const madeAt = insertObject(manifest)?.madeAt;
  if (madeAt === undefined || at - madeAt <= INSERT_MAX_MS) return undefined;
  const minutes = INSERT_MAX_MS / 60_000;
  return invalid(`the INSERT took more than ${minutes} minutes`, '54000', 'Insert fewer rows.');
}

const TOO_MUCH_INLINE =
  'the rows of small INSERTs that the log keeps for one table are full; write them as a layer';
