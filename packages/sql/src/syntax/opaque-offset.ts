/** From the text of an opaque query back to the text that was typed, for errors of an engine. */

import type { OpaqueSelect } from './ast.ts';
import { scanToken } from './lexer.ts';

/**
 * Where in the source (the whole text that was parsed) the character stands that is at `offset` of
 * the query's `text`; both are UTF-16 offsets. What was added to the text, `VALUES (` around a
 * value, stands where the query begins; what is after its last token, where it ends.
 *
 * The two have the same tokens, one by one: only what is between tokens was changed.
 */
export function offsetInSource(
  source: string,
  { text, span }: OpaqueSelect,
  offset: number,
): number {
  let at = addedBefore(source, text, span.start);
  if (offset < at) return span.start;
  let from = span.start;
  for (;;) {
    const token = scanToken(text, at);
    const typed = scanToken(source, from);
    if (token.kind === 'end' || typed.kind === 'end' || typed.start >= span.end) return span.end;
    // Between tokens is after the token before.
    if (offset < token.start) return from;
    // A word in another spelling may be longer or shorter than it was.
    if (offset < token.end) return Math.min(typed.start + offset - token.start, typed.end - 1);
    at = token.end;
    from = typed.end;
  }
}

/** The length of `VALUES (` if it was added; it was if the source begins with a parenthesis. */
function addedBefore(source: string, text: string, start: number): number {
  const first = scanToken(text, 0);
  const isAdded = first.text === 'values' && source.charAt(start) === '(';
  return isAdded ? scanToken(text, first.end).end : 0;
}
