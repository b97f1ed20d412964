// How the small engine refuses: what it met, where, and what it takes.
import { describe } from '../../constant.ts';
import { unsupported } from '../../sql-error.ts';
import type { Expression } from '../../syntax/ast.ts';

/** What the engine takes; the hint of its refusals. */
export const SHAPES =
  'This build takes SELECT of columns, * or count(*) FROM [SHOW JOBS], conditions joined by AND, ' +
  'ORDER BY and LIMIT; and VALUES.';

/** `0A000: OR in WHERE is not supported`. */
export function refuse(expression: Expression, where: string): Error {
  return unsupported(expression, `${describe(expression)} ${where}`, SHAPES);
}
