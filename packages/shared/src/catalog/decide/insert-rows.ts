// INSERT: rows that go into the log, and layers of rows that were written to the objects before.
import { DONE } from '../../cluster/answer.ts';
import { nothing, refuse, type Decision } from '../../cluster/decision.ts';
import type { ClusterView } from '../../cluster/state.ts';
import type { Stamp } from '../../job/evolve-job.ts';
import { invalid, type Refusal } from '../../job/refusal.ts';
import type { Json } from '../../json.ts';
import { rowFromJson } from '../../rows/codec.ts';
import type { CatalogView } from '../catalog.ts';
import type { DataCommandBy } from '../commands.ts';
import {
  INLINE_BYTES_MAX,
  LAYERS_MAX,
  type Layer,
  type Table,
  type TableName,
} from '../descriptor.ts';
import { INSERT_MAX_MS, insertObject } from '../insert-objects.ts';
import { isRefusal, offline, theTable } from './names.ts';

type InsertRows = Extract<DataCommandBy, { readonly kind: 'InsertRows' }>;

/** The rows were written for the table with that id: one of the same name made since is another. */
export function insertRows(view: ClusterView, command: InsertRows, { at }: Stamp): Decision {
  const { table: name, id, rows = [], layer, merges, by } = command;
  // The table it was written for is found by its id; only one that is not that any more is looked
  // for by its name, among all there are.
  const written = view.catalog.tables.get(id);
  const isNamed = written !== undefined && isCalled(view.catalog, written, name);
  const table = isNamed ? (offline(written) ?? written) : theTable(view.catalog, name);
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
  const wrong =
    badRows(table, rows) ??
    (layer === undefined ? undefined : tooOld(layer, at)) ??
    (merges === undefined ? undefined : badMerging(view.catalog, table, command));
  if (wrong !== undefined) return refuse(wrong);
  return {
    events: [
      {
        type: 'RowsInserted',
        table: id,
        ...(rows.length === 0 ? {} : { rows }),
        ...(layer === undefined ? {} : { layer }),
        ...(merges === undefined ? {} : { merged: merges.rows }),
        by,
      },
    ],
    answer: DONE,
  };
}

function isCalled(catalog: CatalogView, table: Table, name: TableName): boolean {
  if (table.state === 'dropped' || table.name !== name.table) return false;
  return catalog.databases.get(table.database)?.name === name.database;
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

/**
 * Rows that are merged are no longer where a BACKUP that is under way would look for them; and
 * those that another INSERT has merged since are not merged again.
 */
function badMerging(
  catalog: CatalogView,
  { name, layers, inline }: Table,
  { layer, merges }: Pick<InsertRows, 'layer' | 'merges'>,
): Refusal | undefined {
  if (layer === undefined || merges === undefined || merges.rows > layer.rows) {
    return invalid('rows are merged into a layer that holds them');
  }
  for (const { job } of catalog.protections.values()) {
    return invalid(`job ${job} protects the rows of table "${name}" where they are`, '55006');
  }
  if (merges.layers === layers.length && merges.rows <= inline.length) return undefined;
  return {
    kind: 'changed',
    code: '40001',
    message: `restart transaction: rows of table "${name}" were merged meanwhile`,
  };
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
