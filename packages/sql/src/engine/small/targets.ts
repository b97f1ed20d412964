// The columns a query gives: columns of its source, all of them, or constants.
import { constantOf, typed } from '../../constant.ts';
import { errorAt } from '../../sql-error.ts';
import type { Expression, Star, Target } from '../../syntax/ast.ts';
import { withoutParentheses } from '../../syntax/parentheses.ts';
import type { Column, Row, Value } from '../../value.ts';
import { isPlain } from './plain.ts';
import { refuse } from './refuse.ts';
import { checkQualifier, findColumn, type Scope } from './scope.ts';

export interface OutputColumn extends Column {
  /** Index of the source's column that it is, unless it is a constant. */
  readonly source?: number;
  /** The column's value, from a row of the source. */
  read(row: Row): Value;
}

/** `count(*)`. */
export function isCountStar(expression: Expression | Star): boolean {
  return (
    expression.kind === 'FunctionCall' &&
    expression.name.length === 1 &&
    expression.name[0] === 'count' &&
    'kind' in expression.arguments
  );
}

/** The columns of a list of targets, names and types as CockroachDB gives them. */
export function compileTargets(
  targets: readonly Target[],
  scope: Scope,
  wanted: 'INT8' | undefined,
): readonly OutputColumn[] {
  return targets.flatMap(({ expression, alias }) =>
    expression.kind === 'Star'
      ? allColumns(expression, scope)
      : [compileTarget(expression, alias, scope, wanted)],
  );
}

function allColumns(star: Star, scope: Scope): readonly OutputColumn[] {
  checkQualifier(star, star.qualifier, scope);
  if (!scope.hasSource) {
    throw errorAt(star, '42601', 'SELECT * with no tables specified is not valid');
  }
  return scope.columns.map((column, index) => columnAt(column, index));
}

function compileTarget(
  expression: Expression,
  alias: string | null,
  scope: Scope,
  wanted: 'INT8' | undefined,
): OutputColumn {
  const inner = withoutParentheses(expression);
  if (inner.kind === 'ColumnReference') {
    const { name, type, index } = findColumn(inner, scope);
    return columnAt({ name: alias ?? name, type }, index);
  }
  if (!isPlain(inner)) throw refuse(inner, 'as a column of SELECT');
  const { type, value } = typed(inner, constantOf(inner), wanted);
  const columnType = type === 'UNKNOWN' && wanted !== undefined ? wanted : type;
  return { name: alias ?? '?column?', type: columnType, read: () => value };
}

/** A column that is the source's column at `index`. */
export function columnAt({ name, type }: Column, index: number): OutputColumn {
  return { name, type, source: index, read: (row) => row[index]! };
}
