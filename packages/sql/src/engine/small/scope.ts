// The columns that a query's expressions can name.
import { noSuchColumn } from '../../constant.ts';
import { errorAt } from '../../sql-error.ts';
import type { ColumnReference, Star } from '../../syntax/ast.ts';
import type { Column } from '../../value.ts';

export interface Scope {
  readonly columns: readonly Column[];
  /** What may stand before a column and its dot: the alias of the source. */
  readonly qualifier: string | null;
  /** False for a query without FROM. */
  readonly hasSource: boolean;
}

/** The scope of a query without FROM. */
export const NO_SCOPE: Scope = { columns: [], qualifier: null, hasSource: false };

export interface Found extends Column {
  readonly index: number;
}

/** Finds the column. Throws 42703 for none, 42702 for several, 42P01 for an unknown qualifier. */
export function findColumn(reference: ColumnReference, scope: Scope): Found {
  const { name } = reference;
  checkQualifier(reference, name.slice(0, -1), scope);
  const wanted = name.at(-1)!;
  const index = scope.columns.findIndex((column) => column.name === wanted);
  const column = scope.columns[index];
  if (column === undefined) throw noSuchColumn(reference);
  if (scope.columns.some((other, at) => at > index && other.name === wanted)) {
    const message = `column reference "${name.join('.')}" is ambiguous`;
    throw errorAt(reference, '42702', message);
  }
  return { ...column, index };
}

/** Throws 42P01 when the parts before the last one name no source of the query. */
export function checkQualifier(
  node: ColumnReference | Star,
  parts: readonly string[],
  scope: Scope,
): void {
  if (parts.length === 0) return;
  if (scope.hasSource && parts.length === 1 && parts[0] === scope.qualifier) return;
  const message = `no data source matches prefix: ${parts.join('.')} in this context`;
  throw errorAt(node, '42P01', message);
}
