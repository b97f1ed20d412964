// Databases and tables as the log tells of them, folded by hand: who made each of them, whether it
// has a name, and what it consists of.
import type { ClusterEvent, JobId, Json, Layer, TableColumn } from '@rescind/shared';

export interface KnownDatabase {
  readonly id: number;
  name: string;
  /** The job that made it; null for a user. */
  readonly madeBy: JobId | null;
  /** Its job's alone until it is published or kept. */
  private: boolean;
}

export interface KnownTable {
  readonly id: number;
  readonly database: number;
  name: string;
  readonly columns: readonly TableColumn[];
  readonly madeBy: JobId | null;
  state: 'public' | 'offline' | 'dropped';
  layers: readonly Layer[];
  inline: readonly (readonly Json[])[];
  /** Layers it was published with; undefined for a table that no RESTORE has filled. */
  published?: readonly Layer[];
}

export interface CatalogBook {
  readonly databases: ReadonlyMap<number, KnownDatabase>;
  /** With those that were dropped and whose data has not been cleared. */
  readonly tables: ReadonlyMap<number, KnownTable>;
  fold(event: ClusterEvent): void;
}

/** The databases that are there before the first commit. */
const FIRST: readonly KnownDatabase[] = [
  { id: 50, name: 'defaultdb', madeBy: null, private: false },
  { id: 51, name: 'postgres', madeBy: null, private: false },
];

export function createCatalogBook(): CatalogBook {
  const databases = new Map(FIRST.map((each) => [each.id, { ...each }]));
  const tables = new Map<number, KnownTable>();

  const foldDatabase = (event: ClusterEvent): void => {
    switch (event.type) {
      case 'DatabaseCreated': {
        const { id, name } = event.database;
        const madeBy = event.job ?? null;
        databases.set(id, { id, name, madeBy, private: madeBy !== null });
        return;
      }
      case 'DatabaseRenamed':
        databases.get(event.database)!.name = event.name;
        return;
      case 'DatabaseDropped':
        databases.delete(event.database);
        return;
      case 'DatabaseKept':
        databases.get(event.database)!.private = false;
        return;
      default:
    }
  };

  const foldTable = (event: ClusterEvent): void => {
    switch (event.type) {
      case 'TableCreated': {
        const { id, database, name, columns, state } = event.table;
        const madeBy = event.job ?? null;
        tables.set(id, { id, database, name, columns, madeBy, state, layers: [], inline: [] });
        return;
      }
      case 'TableRenamed':
        tables.get(event.table)!.name = event.name;
        return;
      case 'TableDropped':
        tables.get(event.table)!.state = 'dropped';
        return;
      case 'TablesCleared':
        for (const id of event.tables) tables.delete(id);
        return;
      case 'RowsInserted': {
        const table = tables.get(event.table)!;
        if (event.layer !== undefined) table.layers = [...table.layers, event.layer];
        table.inline = [...table.inline.slice(event.merged ?? 0), ...(event.rows ?? [])];
        return;
      }
      case 'TablesPublished':
        for (const { id, layers } of event.tables) {
          Object.assign(tables.get(id)!, { state: 'public', layers, published: layers });
        }
        for (const each of databases.values()) if (each.madeBy === event.job) each.private = false;
        return;
      default:
    }
  };

  return {
    databases,
    tables,
    fold(event) {
      foldDatabase(event);
      foldTable(event);
    },
  };
}

/** The tables of a database that have a name. */
export function namedIn(book: CatalogBook, database: number): readonly KnownTable[] {
  return [...book.tables.values()].filter(
    (table) => table.database === database && table.state !== 'dropped',
  );
}
