/** Reading a text that is given with a statement: a reason, the details of a job. */

import type {
  BooleanLiteral,
  DecimalLiteral,
  IntegerLiteral,
  NullLiteral,
  Placeholder,
  StringLiteral,
} from '../leaf.ts';
import type { Cursor } from './cursor.ts';
import { isNonReserved } from './name.ts';

/**
 * ```
 * string_or_placeholder := SCONST | non_reserved_word | PLACEHOLDER
 * ```
 *
 * A bare word becomes a string: `REASON = maintenance` is `REASON = 'maintenance'`.
 */
export function parseStringOrPlaceholder(cursor: Cursor): StringLiteral | Placeholder {
  const token = cursor.peek();
  if (token.kind === 'placeholder') return parsePlaceholder(cursor);
  if (token.kind !== 'string' && !isNonReserved(token)) throw cursor.unexpected();
  cursor.advance();
  return { kind: 'StringLiteral', value: token.text, span: cursor.spanFrom(token.start) };
}

/**
 * ```
 * PLACEHOLDER := '$' digits
 * ```
 */
export function parsePlaceholder(cursor: Cursor): Placeholder {
  const token = cursor.advance();
  const index = Number(token.text.slice(1));
  return { kind: 'Placeholder', index, span: cursor.spanFrom(token.start) };
}

/**
 * ```
 * constant := ['-'] { ICONST | FCONST } | TRUE | FALSE | NULL
 * ```
 *
 * Undefined when none is next. A minus is only taken with a number after it.
 */
export function parseConstant(
  cursor: Cursor,
): IntegerLiteral | DecimalLiteral | BooleanLiteral | NullLiteral | undefined {
  const { start } = cursor.peek();
  const minus = cursor.isSymbol('-') ? '-' : '';
  const { kind, text } = cursor.peek(minus.length);
  if (kind === 'integer' || kind === 'decimal') {
    if (minus !== '') cursor.advance();
    cursor.advance();
    const span = cursor.spanFrom(start);
    return kind === 'integer'
      ? { kind: 'IntegerLiteral', text: minus + text, span }
      : { kind: 'DecimalLiteral', text: minus + text, span };
  }
  return parseConstantWord(cursor);
}

/**
 * ```
 * constant_word := TRUE | FALSE | NULL
 * ```
 *
 * Undefined when none is next.
 */
export function parseConstantWord(cursor: Cursor): BooleanLiteral | NullLiteral | undefined {
  const { start } = cursor.peek();
  const value = cursor.takeWord('true');
  if (value || cursor.takeWord('false')) {
    return { kind: 'BooleanLiteral', value, span: cursor.spanFrom(start) };
  }
  return cursor.takeWord('null')
    ? { kind: 'NullLiteral', span: cursor.spanFrom(start) }
    : undefined;
}
