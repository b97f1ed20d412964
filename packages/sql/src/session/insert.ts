// INSERT: rows of constants, of a series or a table as they come, and of any query through the
// engine. Whatever does not fit its column is refused before anything of the statement counts.
import type { TableColumn } from '@rescind/shared';
import type { StatementResult } from '../result.ts';
import { findTable } from '../row-sources/find-table.ts';
import { errorAt } from '../sql-error.ts';
import type { Insert } from '../syntax/ast/table.ts';
import { noSuchColumnOf } from './insert/columns.ts';
import { rowsToInsert } from './insert/rows.ts';
import { writeRows } from './insert/write-rows.ts';
import type { Means } from './means.ts';

/** All rows or none. Throws 42703, 42701, 42601, 42804, 22P02, 23502, and what the rows throw. */
export async function insert(
  tree: Insert,
  statement: string,
  means: Means,
): Promise<StatementResult> {
  const { name, info } = await findTable(means.backend, tree.table, means.database);
  const targets = targetsOf(tree, info.columns);
  const rows = await rowsToInsert(tree, { targets, all: info.columns }, means);
  const types = info.columns.map(({ type }) => type);
  const count = await writeRows({ name, id: info.id, types, statement }, rows, means);
  return { tag: `INSERT 0 ${count}` };
}

/** The columns that the values are for, in their order. */
function targetsOf(tree: Insert, columns: readonly TableColumn[]): readonly TableColumn[] {
  if (tree.columns === null) return columns;
  const seen = new Set<string>();
  return tree.columns.map((name) => {
    const column = columns.find((each) => each.name === name);
    if (column === undefined) throw noSuchColumnOf(tree, name);
    if (seen.has(name)) {
      throw errorAt(tree, '42701', `multiple assignments to the same column "${name}"`);
    }
    seen.add(name);
    return column;
  });
}
