// PORT: what evaluates a selection query over rows that it asks for. Whichever engine it is, it
// gives the right rows or an error; a query that it does not know is 0A000, never a guess.
import type { Query, ShowStatement } from './syntax/ast.ts';
import type { Column, Relation, Row } from './value.ts';

export interface SelectionEngine {
  /** One word, for messages. */
  readonly name: string;
  /**
   * Rows of a query. With `wanted` untyped constants in its columns become an INT8 where they can,
   * as the argument of CANCEL JOBS asks. NULL sorts below everything, as in CockroachDB.
   *
   * Throws SqlError: 0A000 for a query that the engine does not know, 42703 and 42P01 for names
   * that do not exist, and what its sources throw.
   */
  evaluate(query: Query, sources: RowSources, wanted?: 'INT8'): Promise<Relation>;
}

/** Where the rows of `[SHOW …]` come from. */
export interface RowSources {
  /** Knows the columns of a statement; rows are read only when they are asked for. */
  open(statement: ShowStatement): Promise<SourceTable>;
  /**
   * Knows the columns of a user's table, by its name of one to three parts. Throws 42P01 when there
   * is none of that name; a source without this method has no tables at all.
   */
  table?(name: readonly string[]): Promise<SourceTable>;
}

export interface SourceTable {
  readonly columns: readonly Column[];
  /**
   * The rows, in the statement's order. Rows that differ from `filter` may be left out, if that
   * saves anything; whoever asks must look at the rows himself all the same.
   */
  rows(filter?: EqualityFilter): Promise<readonly Row[]>;
  /** The same rows in parts that memory can hold, for a table that may have very many. */
  batches?(): AsyncIterable<readonly Row[]>;
}

/** Values in text form that columns must have, none of them NULL. */
export interface EqualityFilter {
  readonly [column: string]: string;
}
