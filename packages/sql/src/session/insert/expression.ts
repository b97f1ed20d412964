// Expressions over the columns of one row, for INSERT … SELECT: constants, columns, arithmetic,
// casts, texts put together and a few functions. What is not surely as in CockroachDB is left to
// the engine.
import type { Random } from '@rescind/shared';
import { constantIfKnown, noValueFor, typed } from '../../constant.ts';
import { wholeOf } from '../../constant/exact.ts';
import { SqlError } from '../../sql-error.ts';
import type { Binary, Cast, ColumnReference, Expression, FunctionCall } from '../../syntax/ast.ts';
import { isInt8, type Column, type Row, type Value } from '../../value.ts';
import { castTo } from './cast.ts';
import type { Compiled } from './compiled.ts';
import { callOf, concatenation } from './functions.ts';

export interface ScopeColumn extends Column {
  /** What may stand before its name. */
  readonly qualifier: string;
}

export interface ExpressionContext {
  readonly scope: readonly ScopeColumn[];
  /** For random(); without it the function is not known here. */
  readonly random: Random | undefined;
}

/** Undefined for what is not worked out here. Throws 42P02, and what is wrong with constants. */
export function compileExpression(
  expression: Expression,
  context: ExpressionContext,
): Compiled | undefined {
  switch (expression.kind) {
    case 'NullLiteral':
    case 'StringLiteral':
    case 'BooleanLiteral':
    case 'IntegerLiteral':
    case 'DecimalLiteral':
      return constantly(expression);
    case 'Placeholder':
      throw noValueFor(expression);
    case 'Parenthesized':
      return compileExpression(expression.expression, context);
    case 'ColumnReference':
      return columnOf(expression, context);
    case 'Unary': {
      const operand = compileExpression(expression.operand, context);
      if (operand?.constant?.kind === 'number') return constantly(expression);
      return operand && negated(operand);
    }
    case 'Binary':
      return binary(expression, context);
    case 'Cast':
      return cast(expression, context);
    case 'FunctionCall':
      return functionCall(expression, context);
    default:
      return undefined;
  }
}

function constantly(expression: Expression): Compiled | undefined {
  const constant = constantIfKnown(expression);
  if (constant === undefined) return undefined;
  const { type, value } = typed(expression, constant);
  return { type, constant, read: () => value };
}

function columnOf({ name }: ColumnReference, { scope }: ExpressionContext): Compiled | undefined {
  const [last, qualifier, further] = [...name].reverse();
  const matches = (column: ScopeColumn): boolean =>
    column.name === last && (qualifier === undefined || column.qualifier === qualifier);
  const index = scope.findIndex(matches);
  const found = scope[index];
  // What is wrong with a name that is not found, or found twice, the engine says.
  if (further !== undefined || found === undefined) return undefined;
  if (scope.some((column, other) => other > index && matches(column))) return undefined;
  return { type: found.type, read: (row) => row[index]! };
}

function negated({ type, read }: Compiled): Compiled | undefined {
  if (type === 'INT8') {
    return { type, read: (row) => int8(read(row), 0n, (n) => -n) };
  }
  if (type !== 'FLOAT8') return undefined;
  return { type, read: (row) => floating(read(row), 0, (n) => -n) };
}

function binary(node: Binary, context: ExpressionContext): Compiled | undefined {
  const left = compileExpression(node.left, context);
  const right = left && compileExpression(node.right, context);
  if (left === undefined || right === undefined) return undefined;
  const { operator } = node;
  if (operator === '||') return concatenation('||', [left, right]);
  if (isNumber(left) && isNumber(right)) {
    return ['+', '-', '*', '%'].includes(operator) ? constantly(node) : undefined;
  }
  const whole = INT8[operator];
  if (whole !== undefined && isInt8Like(left) && isInt8Like(right)) {
    const [a, b] = [int8Reader(left), int8Reader(right)];
    return { type: 'INT8', read: (row) => int8(a(row), b(row), whole) };
  }
  const float = FLOAT8[operator];
  const isFloat = left.type === 'FLOAT8' || right.type === 'FLOAT8';
  if (float === undefined || !isFloat || !isFloatLike(left) || !isFloatLike(right)) {
    return undefined;
  }
  return { type: 'FLOAT8', read: (row) => floating(left.read(row), right.read(row), float) };
}

type Of<T> = Readonly<Record<string, ((a: T, b: T) => T) | undefined>>;

const INT8: Of<bigint> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '%': (a, b) => a % nonZero(b),
};

const FLOAT8: Of<number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / nonZero(b),
};

function nonZero<T extends bigint | number>(value: T): T {
  if (value !== 0 && value !== 0n) return value;
  throw new SqlError({ code: '22012', message: 'division by zero' });
}

function isNumber({ constant }: Compiled): boolean {
  return constant?.kind === 'number';
}

function isInt8Like({ type, constant }: Compiled): boolean {
  if (constant?.kind === 'number') return constant.integer && type === 'INT8';
  return type === 'INT8' && constant === undefined;
}

function isFloatLike({ type, constant }: Compiled): boolean {
  return type === 'FLOAT8' || constant?.kind === 'number';
}

function int8Reader({ constant, read }: Compiled): (row: Row) => Value {
  if (constant?.kind !== 'number') return read;
  const whole = wholeOf(constant.value) ?? null;
  return () => whole;
}

function int8(a: Value, b: Value, calculate: (a: bigint, b: bigint) => bigint): Value {
  if (a === null || b === null) return null;
  const result = calculate(a as bigint, b as bigint);
  if (isInt8(result)) return result;
  throw new SqlError({ code: '22003', message: 'integer out of range' });
}

function floating(a: Value, b: Value, calculate: (a: number, b: number) => number): Value {
  return a === null || b === null ? null : calculate(Number(a), Number(b));
}

function cast(node: Cast, context: ExpressionContext): Compiled | undefined {
  const operand = compileExpression(node.operand, context);
  return operand && castTo(node, operand);
}

function functionCall(
  { name, arguments: given }: FunctionCall,
  context: ExpressionContext,
): Compiled | undefined {
  if ('kind' in given || name.length !== 1) return undefined;
  const operands: Compiled[] = [];
  for (const each of given) {
    const operand = compileExpression(each, context);
    if (operand === undefined) return undefined;
    operands.push(operand);
  }
  return callOf(name[0]!, operands, context.random);
}
