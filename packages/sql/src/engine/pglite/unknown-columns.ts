// Columns of nothing but the word NULL have no type in CockroachDB; PostgreSQL calls them text.
import type { Expression, Query, Star } from '../../syntax/ast.ts';
import { withoutParentheses } from '../../syntax/parentheses.ts';
import type { Column } from '../../value.ts';

/** The columns of a query with the type UNKNOWN, or the wanted one, where there is only NULL. */
export function withUnknowns(
  columns: readonly Column[],
  query: Query,
  wanted: 'INT8' | undefined,
): readonly Column[] {
  return columns.map((column, index) =>
    column.type === 'STRING' && isOnlyNull(query, index)
      ? { ...column, type: wanted ?? 'UNKNOWN' }
      : column,
  );
}

function isOnlyNull(query: Query, index: number): boolean {
  if (query.kind === 'OpaqueSelect') return false;
  const { body } = query;
  switch (body.kind) {
    case 'ParenthesizedSelect':
      return isOnlyNull(body.select, index);
    case 'Values':
      return body.rows.every((row) => isNull(row[index]));
    case 'SelectClause': {
      // A star may be many columns, and then the numbers are those of other columns.
      const targets = body.targets.map(({ expression }) => expression);
      return targets.every(({ kind }) => kind !== 'Star') && isNull(targets[index]);
    }
  }
}

function isNull(expression: Expression | Star | undefined): boolean {
  if (expression === undefined || expression.kind === 'Star') return false;
  return withoutParentheses(expression).kind === 'NullLiteral';
}
