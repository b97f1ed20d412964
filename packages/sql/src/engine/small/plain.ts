// Which expressions are made of nothing but constants, and so are the business of `constant.ts`.
import type { Expression } from '../../syntax/ast.ts';
import { withoutParentheses } from '../../syntax/parentheses.ts';

/** Whether no column, function or query is in an expression. */
export function isPlain(expression: Expression): boolean {
  const inner = withoutParentheses(expression);
  switch (inner.kind) {
    case 'IntegerLiteral':
    case 'DecimalLiteral':
    case 'StringLiteral':
    case 'BooleanLiteral':
    case 'NullLiteral':
    case 'Placeholder':
      return true;
    case 'Binary':
      return isPlain(inner.left) && isPlain(inner.right);
    case 'Unary':
    case 'Cast':
      return isPlain(inner.operand);
    default:
      return false;
  }
}
