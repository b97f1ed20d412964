/** Opaque queries back to text. What hides in them is known by its tokens alone. */

import type { OpaqueSelect, OpaqueSource } from '../ast.ts';
import { scanToken } from '../lexer.ts';
import type { Token } from '../token.ts';
import type { Writing } from './writing.ts';

/** Prints an opaque query: its text; redacted, its tokens with no literal among them. */
export function printOpaque(node: OpaqueSelect, writing: Writing): string {
  if (!writing.redacted) return node.text;
  let text = '';
  let end = 0;
  for (const source of node.sources) {
    text += redact(node.text.slice(end, source.start)) + printSource(node, source, writing);
    end = source.end;
  }
  return text + redact(node.text.slice(end));
}

function printSource(
  { text }: OpaqueSelect,
  { start, end, statement }: OpaqueSource,
  writing: Writing,
): string {
  return text.charAt(start) + writing.statement(statement, writing) + text.charAt(end - 1);
}

/** TRUE, FALSE and NULL stay: they tell nothing, and as tokens they may be part of an operator. */
function redact(text: string): string {
  let redacted = '';
  let at = 0;
  for (;;) {
    const token = scanToken(text, at);
    redacted += text.slice(at, token.start);
    if (token.kind === 'end') return redacted;
    redacted += hidden(token) ?? text.slice(token.start, token.end);
    at = token.end;
  }
}

function hidden({ kind }: Token): string | undefined {
  if (kind === 'string') return "'_'";
  return kind === 'integer' || kind === 'decimal' ? '_' : undefined;
}
