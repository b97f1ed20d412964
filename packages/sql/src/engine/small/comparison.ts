// Comparing a column with a constant. The constant takes the column's type if it has none of its
// own, and what has no common type is an error in PostgreSQL's words, never false.
import { at, type Constant } from '../../constant.ts';
import { compareExact, printExact, wholeOf, type Exact } from '../../constant/exact.ts';
import { parseFloat8, parseInt8, parseTimestampText } from '../../constant/parse-text.ts';
import { errorAt, unsupported } from '../../sql-error.ts';
import type { Expression } from '../../syntax/ast.ts';
import { compareValues, isInt8, postgresName, type Column, type Value } from '../../value.ts';
import { SHAPES } from './refuse.ts';

/** A constant to hold values of a column against. */
export interface Operand {
  /** Negative when the value is below the constant, 0 when equal. */
  compare(value: NonNullable<Value>): number;
  /** The value of the column's type that equals it; undefined when none does: `num_runs = 1.5`. */
  readonly equal: NonNullable<Value> | undefined;
}

/** What is compared, for the words of an error. */
export interface Comparison {
  readonly column: Column;
  readonly operator: string;
  /** Whether the constant stands on the left. */
  readonly flipped: boolean;
  readonly node: Expression;
}

/** The constant as the column's type; null for NULL. Throws 42883, 22P02, 22003, 22007, 0A000. */
export function operandOf(constant: Constant, comparison: Comparison): Operand | null {
  const { column, node } = comparison;
  if (constant.kind === 'null') return null;
  if (constant.kind === 'typed' && constant.value === null) return null;
  switch (column.type) {
    case 'INT8':
      return int8Operand(constant, comparison);
    case 'FLOAT8':
      return float8Operand(constant, comparison);
    case 'STRING':
      if (constant.kind === 'text') return plain(constant.text);
      return typedOperand(constant, comparison);
    case 'TIMESTAMP':
      if (constant.kind === 'text') return plain(at(node, () => parseTimestampText(constant.text)));
      return typedOperand(constant, comparison);
    case 'BOOL':
      if (constant.kind !== 'text') return typedOperand(constant, comparison);
      break;
    default:
  }
  throw unsupported(node, `comparing a column of type ${column.type}`, SHAPES);
}

function plain(constant: NonNullable<Value>): Operand {
  return { compare: (value) => compareValues(value, constant), equal: constant };
}

function int8Operand(constant: Constant, comparison: Comparison): Operand {
  if (constant.kind === 'text') {
    return plain(at(comparison.node, () => parseInt8(constant.text)));
  }
  if (constant.kind !== 'number') return typedOperand(constant, comparison);
  const { value } = constant;
  const whole = wholeOf(value);
  if (whole !== undefined && isInt8(whole)) return plain(whole);
  return {
    compare: (int8) => compareExact({ digits: int8 as bigint, scale: 0 }, value),
    equal: undefined,
  };
}

function float8Operand(constant: Constant, comparison: Comparison): Operand {
  if (constant.kind === 'text') {
    return plain(at(comparison.node, () => parseFloat8(constant.text)));
  }
  if (constant.kind === 'number') return plain(nearest(constant.value));
  if (constant.kind === 'typed' && typeof constant.value === 'bigint') {
    return plain(Number(constant.value));
  }
  return typedOperand(constant, comparison);
}

/** The FLOAT8 next to a number, rounded once. */
function nearest(value: Exact): number {
  return Number(printExact(value));
}

/** A constant whose type must be the column's. */
function typedOperand(constant: Constant, comparison: Comparison): Operand {
  const { column } = comparison;
  if (constant.kind === 'typed' && constant.type === column.type && constant.value !== null) {
    return plain(constant.value);
  }
  throw noOperator(constantType(constant), comparison);
}

/** 42883, with the operands in the order they were written in. */
export function noOperator(
  constant: string,
  { column, operator, flipped, node }: Comparison,
): Error {
  const types = [postgresName(column.type), constant];
  if (flipped) types.reverse();
  return errorAt(
    node,
    '42883',
    `operator does not exist: ${types.join(` ${operator} `)}`,
    'No operator matches the given name and argument types. ' +
      'You might need to add explicit type casts.',
  );
}

/** The type PostgreSQL sees in a constant. */
export function constantType(constant: Constant): string {
  switch (constant.kind) {
    case 'typed':
      return postgresName(constant.type);
    case 'number': {
      const whole = constant.integer ? wholeOf(constant.value) : undefined;
      if (whole === undefined || !isInt8(whole)) return 'numeric';
      return whole >= -(2n ** 31n) && whole < 2n ** 31n ? 'integer' : 'bigint';
    }
    default:
      return 'unknown';
  }
}
