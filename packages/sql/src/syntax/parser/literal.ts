/** Reading a text that is given with a statement: a reason, the details of a job. */

import type { Placeholder, StringLiteral } from '../leaf.ts';
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
