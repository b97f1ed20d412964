/** The statements on databases and tables, and on the rows in them. */

import type { Query } from '../ast.ts';
import type { Read, TypeName } from '../leaf.ts';

/** What becomes of what depends on a thing that is dropped; null is what was not said. */
export type DropBehavior = 'CASCADE' | 'RESTRICT' | null;

/** `CREATE DATABASE [IF NOT EXISTS] name`. */
export interface CreateDatabase extends Read {
  readonly kind: 'CreateDatabase';
  readonly ifNotExists: boolean;
  readonly name: string;
}

/** `DROP DATABASE [IF EXISTS] name [CASCADE | RESTRICT]`. */
export interface DropDatabase extends Read {
  readonly kind: 'DropDatabase';
  readonly ifExists: boolean;
  readonly name: string;
  readonly behavior: DropBehavior;
}

/** `ALTER DATABASE name RENAME TO to`. */
export interface RenameDatabase extends Read {
  readonly kind: 'RenameDatabase';
  readonly name: string;
  readonly to: string;
}

/** `CREATE TABLE [IF NOT EXISTS] table (columns, [PRIMARY KEY (…)])`. */
export interface CreateTable extends Read {
  readonly kind: 'CreateTable';
  readonly ifNotExists: boolean;
  /** One to three parts. */
  readonly table: readonly string[];
  readonly columns: readonly ColumnDefinition[];
  /** The key that stands apart from the columns; null when there is none. */
  readonly primaryKey: readonly string[] | null;
}

/** `name type [NOT NULL | NULL] [PRIMARY KEY]`. */
export interface ColumnDefinition extends Read {
  readonly kind: 'ColumnDefinition';
  readonly name: string;
  readonly type: TypeName;
  /** Null is what was not said. */
  readonly nullability: 'NOT NULL' | 'NULL' | null;
  readonly primaryKey: boolean;
}

/** `DROP TABLE [IF EXISTS] tables [CASCADE | RESTRICT]`. */
export interface DropTable extends Read {
  readonly kind: 'DropTable';
  readonly ifExists: boolean;
  /** At least one name of one to three parts. */
  readonly tables: readonly (readonly string[])[];
  readonly behavior: DropBehavior;
}

/** `ALTER TABLE table RENAME TO to`; both names have one to three parts. */
export interface RenameTable extends Read {
  readonly kind: 'RenameTable';
  readonly table: readonly string[];
  readonly to: readonly string[];
}

/** `INSERT INTO table [(columns)] query`. */
export interface Insert extends Read {
  readonly kind: 'Insert';
  /** One to three parts. */
  readonly table: readonly string[];
  /** Null when none are named. */
  readonly columns: readonly string[] | null;
  readonly rows: Query;
}
