// Rows of a user's table: those of its layers, then those in the log, as they were when the table
// was opened. Rows that are inserted while somebody reads are not among them.
import { readManifest, readSegments, rowFromJson, rowsOf, type Table } from '@rescind/shared';
import type { ColumnType, Row as StoredRow } from '@rescind/shared';
import type { Backend } from '../backend.ts';
import type { SourceTable } from '../engine.ts';
import { noSuchTable } from '../table-name.ts';
import type { Row, Value } from '../value.ts';
import { findTable } from './find-table.ts';
import { storedBatches } from './stored.ts';
import { theStorage, type Surroundings } from './surroundings.ts';

/** A table that was opened. */
export interface UserTable extends SourceTable {
  /** How many rows it has. */
  readonly count: number;
  batches(): AsyncIterable<readonly Row[]>;
  /** The same as they are stored, where a whole number may be a JavaScript number. */
  readonly stored: () => AsyncIterable<readonly StoredRow[]>;
  readonly types: readonly ColumnType[];
}

/** Opens it by its name. Throws 3F000, 3D000, 42P01, 55000; its rows throw 0A000 and XX001. */
export async function openUserTable(
  backend: Backend,
  path: readonly string[],
  around: Surroundings,
): Promise<UserTable> {
  const { info } = await findTable(backend, path, around.database);
  const table = await backend.contents(info.id);
  // Between two questions somebody may have dropped it.
  if (table?.state !== 'public') throw noSuchTable(path);
  const types = table.columns.map(({ type }) => type);
  const stored = (): AsyncIterable<readonly StoredRow[]> =>
    storedBatches(storedRows(table, types, around));
  const batches = async function* (): AsyncGenerator<readonly Row[]> {
    for await (const batch of stored()) yield batch.map((row) => asValues(row, types));
  };
  return {
    columns: table.columns.map(({ name, type }) => ({ name, type })),
    types,
    count: rowsOf(table),
    batches,
    stored,
    async rows() {
      const rows: Row[] = [];
      for await (const batch of batches()) for (const row of batch) rows.push(row);
      return rows;
    },
  };
}

async function* storedRows(
  { name, layers, inline }: Table,
  types: readonly ColumnType[],
  around: Surroundings,
): AsyncGenerator<readonly StoredRow[]> {
  if (layers.length > 0) {
    const { objects } = theStorage(around, `reading the rows of table "${name}"`);
    for (const layer of layers) {
      yield* readSegments(objects, types, await readManifest(objects, layer));
    }
  }
  if (inline.length > 0) yield inline.map((row) => rowFromJson(types, row));
}

function asValues(row: StoredRow, types: readonly ColumnType[]): Row {
  return row.map((value, index): Value =>
    types[index] === 'INT8' && typeof value === 'number' ? BigInt(value) : value,
  );
}
