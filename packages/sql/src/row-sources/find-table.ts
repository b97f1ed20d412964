// From the name of a table in a statement to the table of the catalog.
import type { Database, TableInfo, TableName } from '@rescind/shared';
import type { Backend, CatalogContents } from '../backend.ts';
import { SqlError } from '../sql-error.ts';
import { noSuchDatabase, noSuchTable, tableNameOf } from '../table-name.ts';

export interface FoundTable {
  readonly name: TableName;
  readonly info: TableInfo;
}

/** Throws 3F000, 3D000, 42P01, and 55000 for a table that a job fills. */
export async function findTable(
  backend: Pick<Backend, 'catalog'>,
  path: readonly string[],
  database: string,
): Promise<FoundTable> {
  return tableIn(await backend.catalog(), path, database);
}

/** The same in a catalog that was read. */
export function tableIn(
  catalog: CatalogContents,
  path: readonly string[],
  database: string,
): FoundTable {
  const name = tableNameOf(path, database);
  const { id } = theDatabase(catalog, name.database);
  const info = catalog.tables.find((each) => each.database === id && each.name === name.table);
  if (info === undefined) throw noSuchTable(path);
  if (info.state === 'offline') {
    throw new SqlError({
      code: '55000',
      message: `relation "${info.name}" is offline: restoring`,
      hint: `Job ${info.job ?? '?'} is filling it: wait for it, or cancel it.`,
    });
  }
  return { name, info };
}

/** Throws 3D000. */
export function theDatabase({ databases }: CatalogContents, name: string): Database {
  const found = databases.find((each) => each.name === name);
  if (found === undefined) throw noSuchDatabase(name);
  return found;
}
