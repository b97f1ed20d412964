// Expressions whose value depends on no row: literals, arithmetic on them, casts. A literal has no
// type of its own until the place it stands in wants one, so `'123'` can be a job id.
import {
  add,
  EXPONENT_MAX,
  multiply,
  negate,
  parseExact,
  printExact,
  remainder,
  wholeOf,
  type Exact,
} from './constant/exact.ts';
import { parseInt8 } from './constant/parse-text.ts';
import { errorAt, isUnsupported, unsupported } from './sql-error.ts';
import type { Binary, Cast, ColumnReference, Expression } from './syntax/ast.ts';
import { isInt8, type SqlType, type Value } from './value.ts';

/** What an expression without columns comes to. */
export type Constant =
  | { readonly kind: 'null' }
  /** A literal in quotes. */
  | { readonly kind: 'text'; readonly text: string }
  /** A number; `integer` when it was written without point and exponent. */
  | { readonly kind: 'number'; readonly value: Exact; readonly integer: boolean }
  | { readonly kind: 'typed'; readonly type: SqlType; readonly value: Value };

export interface TypedValue {
  readonly type: SqlType;
  readonly value: Value;
}

/**
 * Evaluates an expression that no column is visible to. Throws SqlError: 42703 for a column, 42P02
 * for a placeholder, 22P02, 22003 and 22012 for values, and 0A000 for what is not worked out here.
 */
export function constantOf(expression: Expression): Constant {
  switch (expression.kind) {
    case 'NullLiteral':
      return { kind: 'null' };
    case 'StringLiteral':
      return { kind: 'text', text: expression.value };
    case 'BooleanLiteral':
      return { kind: 'typed', type: 'BOOL', value: expression.value };
    case 'IntegerLiteral':
    case 'DecimalLiteral':
      return numberOf(expression, expression.text, expression.kind === 'IntegerLiteral');
    case 'Parenthesized':
      return constantOf(expression.expression);
    case 'Unary':
      return negated(expression, constantOf(expression.operand));
    case 'Binary':
      return arithmetic(expression);
    case 'Cast':
      return cast(expression);
    case 'ColumnReference':
      throw noSuchColumn(expression);
    case 'Placeholder':
      throw noValueFor(expression);
    default:
      throw unsupported(expression, `${describe(expression)} among constants`);
  }
}

/** The same, and undefined instead of 0A000. */
export function constantIfKnown(expression: Expression): Constant | undefined {
  try {
    return constantOf(expression);
  } catch (error) {
    if (isUnsupported(error)) return undefined;
    throw error;
  }
}

/**
 * Gives a constant its type. Where an INT8 is `wanted` literals become one if they can: `'5'` and
 * `5.0` can, `5.1` stays DECIMAL. Throws 22P02 for `'abc'`, 22003 for a number beyond INT8.
 */
export function typed(expression: Expression, constant: Constant, wanted?: 'INT8'): TypedValue {
  switch (constant.kind) {
    case 'null':
      return { type: 'UNKNOWN', value: null };
    case 'text':
      return wanted === 'INT8'
        ? { type: 'INT8', value: at(expression, () => parseInt8(constant.text)) }
        : { type: 'STRING', value: constant.text };
    case 'number': {
      const whole = constant.integer || wanted === 'INT8' ? wholeOf(constant.value) : undefined;
      if (whole !== undefined && isInt8(whole)) return { type: 'INT8', value: whole };
      if (whole !== undefined && wanted === 'INT8') throw outOfRange(expression);
      return { type: 'DECIMAL', value: printExact(constant.value) };
    }
    case 'typed':
      return constant;
  }
}

/** Runs a reading of a literal; its error says where the literal stands. */
export function at<Result>(node: Expression, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    const { code, message, hint } = error as { code?: string; message: string; hint?: string };
    throw code === undefined ? error : errorAt(node, code, message, hint);
  }
}

/** 42703. */
export function noSuchColumn(column: ColumnReference): Error {
  return errorAt(column, '42703', `column "${column.name.join('.')}" does not exist`);
}

/** 42P02: no way of sending a statement gives values yet. */
export function noValueFor(placeholder: { index: number; span: Expression['span'] }): Error {
  return errorAt(placeholder, '42P02', `no value provided for placeholder: $${placeholder.index}`);
}

/** Names an expression for a sentence. */
export function describe(expression: Expression): string {
  switch (expression.kind) {
    case 'FunctionCall':
      return `the function ${expression.name.join('.')}()`;
    case 'Subquery':
      return 'a subquery';
    case 'Binary':
      return `the operator ${expression.operator}`;
    case 'Unary':
      return 'a minus before what is no number';
    case 'Not':
      return 'NOT';
    case 'IsNull':
      return 'IS NULL';
    case 'In':
      return 'IN';
    case 'Between':
      return 'BETWEEN';
    case 'Cast':
      return `a cast to ${expression.type.name.join('.')}${expression.type.array ? '[]' : ''}`;
    default:
      return 'this expression';
  }
}

function outOfRange(expression: Expression): Error {
  return errorAt(expression, '22003', 'numeric constant out of int64 range');
}

function numberOf(node: Expression, text: string, integer: boolean): Constant {
  const value = parseExact(text);
  if (value !== undefined) return { kind: 'number', value, integer };
  throw unsupported(node, `a number with an exponent beyond ${EXPONENT_MAX}`);
}

function negated(node: Expression, operand: Constant): Constant {
  if (operand.kind === 'null') return operand;
  if (operand.kind === 'number') return { ...operand, value: negate(operand.value) };
  if (operand.kind === 'typed' && typeof operand.value === 'bigint') {
    return int8(node, -operand.value);
  }
  throw unsupported(node, describe(node));
}

function arithmetic(node: Binary): Constant {
  if (!['+', '-', '*', '%'].includes(node.operator)) {
    throw unsupported(node, `${describe(node)} among constants`);
  }
  const left = constantOf(node.left);
  const right = constantOf(node.right);
  if (left.kind === 'null' || right.kind === 'null') return { kind: 'null' };
  if (left.kind === 'number' && right.kind === 'number') {
    const integer = left.integer && right.integer;
    return { kind: 'number', value: calculate(node, left.value, right.value), integer };
  }
  const a = int8Operand(node, left);
  const b = int8Operand(node, right);
  const result = calculate(node, { digits: a, scale: 0 }, { digits: b, scale: 0 });
  return int8(node, result.digits);
}

function calculate(node: Binary, a: Exact, b: Exact): Exact {
  switch (node.operator) {
    case '+':
      return add(a, b);
    case '-':
      return add(a, negate(b));
    case '*':
      return multiply(a, b);
    default:
      if (b.digits === 0n) throw errorAt(node, '22012', 'division by zero');
      return remainder(a, b);
  }
}

/** An operand beside one that has the type INT8 already. */
function int8Operand(node: Binary, operand: Constant): bigint {
  if (operand.kind === 'typed' && typeof operand.value === 'bigint') return operand.value;
  const whole = operand.kind === 'number' && operand.integer ? wholeOf(operand.value) : undefined;
  if (whole !== undefined && isInt8(whole)) return whole;
  throw unsupported(node, `${describe(node)} between these types`);
}

function int8(node: Expression, value: bigint): Constant {
  if (!isInt8(value)) throw errorAt(node, '22003', 'integer out of range');
  return { kind: 'typed', type: 'INT8', value };
}

function cast(node: Cast): Constant {
  const { type } = node;
  const name = type.array || type.name.length > 1 || type.modifiers.length > 0 ? '' : type.name[0];
  const operand = constantOf(node.operand);
  if (name === 'int8') {
    if (operand.kind === 'null') return { kind: 'typed', type: 'INT8', value: null };
    const { type: from, value } = typed(node, operand);
    if (from === 'INT8') return { kind: 'typed', type: 'INT8', value };
    if (from === 'STRING' && value !== null) {
      return { kind: 'typed', type: 'INT8', value: at(node, () => parseInt8(value as string)) };
    }
  }
  if (name === 'string') {
    if (operand.kind === 'null') return { kind: 'typed', type: 'STRING', value: null };
    const { type: from, value } = typed(node, operand);
    if (from === 'STRING' || from === 'INT8' || from === 'BOOL') {
      return { kind: 'typed', type: 'STRING', value: value === null ? null : String(value) };
    }
  }
  throw unsupported(node, `${describe(node)} of this constant`);
}
