// The columns of an INSERT: as many values as columns, and none missing where NULL may not be.
import type { Row as StoredRow, TableColumn } from '@rescind/shared';
import type { Value as StoredValue } from '@rescind/shared';
import { errorAt, SqlError } from '../../sql-error.ts';
import type { Insert } from '../../syntax/ast/table.ts';

export interface InsertColumns {
  /** Those that values are given for. */
  readonly targets: readonly TableColumn[];
  /** All of the table. */
  readonly all: readonly TableColumn[];
}

/**
 * Columns for `count` values. Without a list of columns the last ones may get none. Throws 42601.
 */
export function targetsFor(
  tree: Insert,
  { targets }: InsertColumns,
  count: number,
): readonly TableColumn[] {
  const counts = `${count} expressions for ${targets.length} targets`;
  if (count > targets.length) {
    const message = `INSERT has more expressions than target columns, ${counts}`;
    throw errorAt(tree.rows, '42601', message);
  }
  if (count < targets.length && tree.columns !== null) {
    const message = `INSERT has more target columns than expressions, ${counts}`;
    throw errorAt(tree.rows, '42601', message);
  }
  return targets.slice(0, count);
}

/**
 * Makes rows of the table from values for `targets`: columns without one are NULL. The function
 * throws 23502 for a NULL that may not be.
 */
export function rowMaker(
  targets: readonly TableColumn[],
  all: readonly TableColumn[],
): (values: readonly StoredValue[]) => StoredRow {
  const places = all.map((column) => targets.indexOf(column));
  return (values) =>
    places.map((place, index) => {
      const value = place === -1 ? null : values[place]!;
      if (value === null && !all[index]!.nullable) throw notNull(all[index]!);
      return value;
    });
}

function notNull({ name }: TableColumn): SqlError {
  const message = `null value in column "${name}" violates not-null constraint`;
  return new SqlError({ code: '23502', message });
}

/** 42703. */
export function noSuchColumnOf(tree: Insert, name: string): SqlError {
  return errorAt(tree, '42703', `column "${name}" does not exist`);
}
