// WHERE: conditions joined by AND. SQL's logic has three values; a row is taken only when every
// condition is TRUE, so each says of a row whether it is TRUE, and NULL counts as not.
import { constantOf, noValueFor, type Constant } from '../../constant.ts';
import type { EqualityFilter } from '../../engine.ts';
import { errorAt } from '../../sql-error.ts';
import type { Binary, Expression, In, IsNull } from '../../syntax/ast.ts';
import { withoutParentheses } from '../../syntax/parentheses.ts';
import { cockroachName, type Row, type Value } from '../../value.ts';
import { constantType, noOperator, operandOf } from './comparison.ts';
import { compileLike } from './like.ts';
import { isPlain } from './plain.ts';
import { refuse } from './refuse.ts';
import { findColumn, type Found, type Scope } from './scope.ts';

export interface Condition {
  isTrue(row: Row): boolean;
  /** Set when the condition is `column = constant`: the constant as text. */
  readonly equality?: { readonly column: string; readonly text: string };
}

export type Where = readonly Condition[];

/** Compiles a condition. Throws what names and types are wrong with, and 0A000. */
export function compileWhere(where: Expression | null, scope: Scope): Where {
  return where === null ? [] : conjuncts(where).map((each) => compile(each, scope));
}

/** The equalities of a condition, for a source that can look for them. */
export function filterOf(where: Where): EqualityFilter | undefined {
  const filter: Record<string, string> = {};
  for (const { equality } of where) {
    // Of two different values for one column the first goes along; no row has both anyway.
    if (equality !== undefined) filter[equality.column] ??= equality.text;
  }
  return Object.keys(filter).length === 0 ? undefined : filter;
}

function conjuncts(expression: Expression): readonly Expression[] {
  const inner = withoutParentheses(expression);
  if (inner.kind !== 'Binary' || inner.operator !== 'AND') return [inner];
  return [...conjuncts(inner.left), ...conjuncts(inner.right)];
}

function compile(expression: Expression, scope: Scope): Condition {
  switch (expression.kind) {
    case 'BooleanLiteral':
      return { isTrue: () => expression.value };
    case 'NullLiteral':
      return { isTrue: () => false };
    case 'Placeholder':
      throw noValueFor(expression);
    case 'IsNull':
      return isNull(expression, scope);
    case 'In':
      return isIn(expression, scope);
    case 'Binary':
      return binary(expression, scope);
    case 'ColumnReference': {
      const { type } = findColumn(expression, scope);
      if (type !== 'BOOL') throw noCondition(expression, cockroachName(type));
      throw refuse(expression, 'in WHERE');
    }
    case 'IntegerLiteral':
      throw noCondition(expression, 'int');
    case 'DecimalLiteral':
      throw noCondition(expression, 'decimal');
    default:
      throw refuse(expression, 'in WHERE');
  }
}

function noCondition(node: Expression, type: string): Error {
  return errorAt(node, '42804', `argument of WHERE must be type bool, not type ${type}`);
}

/** The operand of a condition that has to be a column. */
function columnOf(operand: Expression, scope: Scope, where: string): Found {
  const inner = withoutParentheses(operand);
  if (inner.kind !== 'ColumnReference') throw refuse(inner, where);
  return findColumn(inner, scope);
}

function isNull({ operand, negated }: IsNull, scope: Scope): Condition {
  const { index } = columnOf(operand, scope, 'before IS NULL');
  return { isTrue: (row) => (row[index] === null) !== negated };
}

function isIn(node: In, scope: Scope): Condition {
  const column = columnOf(node.operand, scope, 'before IN');
  const { candidates, negated } = node;
  if (candidates.kind === 'Subquery') throw refuse(candidates, 'after IN');
  const [first] = candidates.items;
  if (first === undefined) throw refuse(node, 'with an empty list');
  const operands = candidates.items.map((item) => {
    if (!isPlain(item)) throw refuse(withoutParentheses(item), 'in the list of IN');
    const comparison = { column, operator: negated ? '<>' : '=', flipped: false, node: item };
    return operandOf(constantOf(item), comparison);
  });
  const equals = new Set<Value>(operands.map((operand) => operand?.equal ?? null));
  const hasNull = operands.includes(null);
  return {
    isTrue(row) {
      const value = row[column.index]!;
      // NULL among the candidates makes NOT IN NULL instead of TRUE.
      if (value === null) return false;
      return equals.has(value) ? !negated : negated && !hasNull;
    },
  };
}

type Outcome = (order: number) => boolean;

const COMPARISONS: ReadonlyMap<string, Outcome> = new Map<string, Outcome>([
  ['=', (order) => order === 0],
  ['!=', (order) => order !== 0],
  ['<', (order) => order < 0],
  ['<=', (order) => order <= 0],
  ['>', (order) => order > 0],
  ['>=', (order) => order >= 0],
]);

function binary(node: Binary, scope: Scope): Condition {
  if (node.operator === 'LIKE' || node.operator === 'NOT LIKE') return like(node, scope);
  const outcome = COMPARISONS.get(node.operator);
  if (outcome === undefined) throw refuse(node, 'in WHERE');
  const { column, constant, flipped } = sides(node, scope);
  const operator = node.operator === '!=' ? '<>' : node.operator;
  const operand = operandOf(constant, { column, operator, flipped, node });
  if (operand === null) return { isTrue: () => false };
  const sign = flipped ? -1 : 1;
  const isTrue = (row: Row): boolean => {
    const value = row[column.index]!;
    return value !== null && outcome(sign * operand.compare(value));
  };
  const canLookUp = column.type === 'STRING' || column.type === 'INT8';
  if (node.operator !== '=' || !canLookUp || operand.equal === undefined) return { isTrue };
  return { isTrue, equality: { column: column.name, text: String(operand.equal) } };
}

/** A column and a constant, whichever side they stand on. */
function sides(
  node: Binary,
  scope: Scope,
): { readonly column: Found; readonly constant: Constant; readonly flipped: boolean } {
  const [a, b] = [withoutParentheses(node.left), withoutParentheses(node.right)];
  const flipped = a.kind !== 'ColumnReference';
  const [column, other] = flipped ? [b, a] : [a, b];
  if (isPlain(column) && isPlain(other)) throw refuse(node, 'between constants in WHERE');
  const found = columnOf(isPlain(column) ? other : column, scope, 'in a comparison');
  if (other.kind === 'ColumnReference') {
    findColumn(other, scope);
    throw refuse(other, 'in a comparison with another column');
  }
  if (!isPlain(other)) throw refuse(other, 'in a comparison');
  return { column: found, constant: constantOf(other), flipped };
}

function like(node: Binary, scope: Scope): Condition {
  const column = columnOf(node.left, scope, `before ${node.operator}`);
  const pattern = withoutParentheses(node.right);
  if (!isPlain(pattern)) throw refuse(pattern, `after ${node.operator}`);
  const constant = constantOf(pattern);
  const negated = node.operator === 'NOT LIKE';
  if (isNullConstant(constant)) return { isTrue: () => false };
  const text = textOf(constant);
  if (column.type !== 'STRING' || text === undefined) {
    const comparison = { column, operator: negated ? '!~~' : '~~', flipped: false, node };
    throw noOperator(constantType(constant), comparison);
  }
  const matches = compileLike(text);
  if (matches === undefined) {
    throw errorAt(pattern, '22025', 'LIKE pattern must not end with escape character');
  }
  return {
    isTrue(row) {
      const value = row[column.index]!;
      return value !== null && matches(value as string) !== negated;
    },
  };
}

function isNullConstant(constant: Constant): boolean {
  return constant.kind === 'null' || (constant.kind === 'typed' && constant.value === null);
}

function textOf(constant: Constant): string | undefined {
  if (constant.kind === 'text') return constant.text;
  if (constant.kind !== 'typed' || typeof constant.value !== 'string') return undefined;
  return constant.value;
}
