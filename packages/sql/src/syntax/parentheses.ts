/**
 * Which parentheses an expression needs. The normal form writes one operator's operand in
 * parentheses whenever that is another operator's expression; the tree holds what is written.
 */

import type { Expression, Operation, Parenthesized } from './ast.ts';

/** Whether an expression is written with an operator, and so wants parentheses as an operand. */
function isOperation(expression: Expression): expression is Operation {
  switch (expression.kind) {
    case 'Unary':
    case 'Not':
    case 'Binary':
    case 'IsNull':
    case 'In':
    case 'Between':
      return true;
    default:
      return false;
  }
}

/** The expression inside any parentheses around it. */
export function withoutParentheses(expression: Expression): Exclude<Expression, Parenthesized> {
  let inner = expression;
  while (inner.kind === 'Parenthesized') inner = inner.expression;
  return inner;
}

/** An expression as an operand: in parentheses when it is an operation itself. */
export function asOperand(expression: Expression): Expression {
  return isOperation(expression)
    ? { kind: 'Parenthesized', expression, span: expression.span }
    : expression;
}

/** The operand of a minus, where a literal needs parentheses too: `-(5)`, for `-5` is a number. */
export function asMinusOperand(expression: Expression): Expression {
  return isLiteral(expression)
    ? { kind: 'Parenthesized', expression, span: expression.span }
    : asOperand(expression);
}

/** The operand of a cast, which binds tighter than a number's minus: `(-5)::INT8`. */
export function asCastOperand(expression: Expression): Expression {
  const isNumber = expression.kind === 'IntegerLiteral' || expression.kind === 'DecimalLiteral';
  return isNumber && expression.text.startsWith('-')
    ? { kind: 'Parenthesized', expression, span: expression.span }
    : asOperand(expression);
}

/** Whether an expression is a constant written down; a placeholder is not. */
export function isLiteral(expression: Expression): boolean {
  switch (expression.kind) {
    case 'IntegerLiteral':
    case 'DecimalLiteral':
    case 'StringLiteral':
    case 'BooleanLiteral':
    case 'NullLiteral':
      return true;
    default:
      return false;
  }
}
