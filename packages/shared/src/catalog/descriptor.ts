// What exists besides jobs: databases and tables. A descriptor says what a table is called and what
// it consists of; the bytes themselves lie in objects that are named once and never changed.
import type { JobId } from '../job/job-id.ts';
import type { Json } from '../json.ts';

/** The types a column of a table can have. */
export type TableColumnType =
  | 'INT8'
  | 'STRING'
  | 'FLOAT8'
  | 'BOOL'
  | 'DECIMAL'
  | 'TIMESTAMP'
  | 'INTERVAL';

export interface TableColumn {
  readonly name: string;
  readonly type: TableColumnType;
  readonly nullable: boolean;
  readonly primaryKey: boolean;
}

/** Rows that were written together: one manifest object, which names the segments. */
export interface Layer {
  /** The manifest's name in the store of objects, and the digest of its bytes. */
  readonly manifest: string;
  readonly sha256: string;
  readonly rows: number;
  /** Of all segments. */
  readonly bytes: number;
  readonly segments: number;
}

export interface Database {
  readonly id: number;
  readonly name: string;
  readonly owner: string;
  /** The RESTORE that made it and has not ended yet. */
  readonly job: JobId | null;
}

/** `offline`: a job fills it, nobody else may use it. `dropped`: nameless, its data is to go. */
export type TableState = 'public' | 'offline' | 'dropped';

export interface Table {
  readonly id: number;
  readonly database: number;
  readonly name: string;
  readonly columns: readonly TableColumn[];
  readonly owner: string;
  readonly state: TableState;
  /** The RESTORE that made it and has not ended yet. */
  readonly job: JobId | null;
  readonly layers: readonly Layer[];
  /** Rows of small INSERTs, in the order of the columns; see INLINE_BYTES_MAX. */
  readonly inline: readonly (readonly Json[])[];
  /** Characters of those rows as JSON. */
  readonly inlineBytes: number;
  /** Rows ever written into it: what statistics count their age by. */
  readonly written: number;
  /** No automatic statistics before this log time: the last ones failed. */
  readonly statisticsFrom: number;
}

/** Rows kept in the log for one table at most, as characters; then they go into a layer. */
export const INLINE_BYTES_MAX = 256 * 1024;
/** The same for one INSERT. */
export const INSERT_BYTES_MAX = 64 * 1024;
/** Layers of one table. */
export const LAYERS_MAX = 1000;
export const COLUMNS_MAX = 200;

/** The two databases that every cluster has from the beginning. */
export const FIRST_DATABASES: readonly Database[] = [
  { id: 50, name: 'defaultdb', owner: 'root', job: null },
  { id: 51, name: 'postgres', owner: 'root', job: null },
];
export const FIRST_FREE_ID = 52;

export function rowsOf({ layers, inline }: Pick<Table, 'layers' | 'inline'>): number {
  let rows = inline.length;
  for (const layer of layers) rows += layer.rows;
  return rows;
}

/** What somebody may name in a statement: a database, and a table in it. */
export interface TableName {
  readonly database: string;
  readonly table: string;
}

/** `db.public.t`, as descriptions and messages name a table. */
export function qualifiedName({ database, table }: TableName): string {
  return `${database}.public.${table}`;
}
