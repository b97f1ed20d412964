// The text of a statement that goes into the log for ever.
import { print } from '../syntax/printer.ts';
import type { Statement } from '../syntax/statement.ts';

/** A command carries a statement of at most 16,384 characters. */
const STATEMENT_MAX = 16_000;

/** Redacted normal form: what is kept must hold no literal, for it may be a secret. */
export function recorded(tree: Statement): string {
  return cut(print(tree, { redacted: true }));
}

/** A text short enough for a command; a longer one ends in `…`. */
export function cut(text: string): string {
  return text.length <= STATEMENT_MAX ? text : `${text.slice(0, STATEMENT_MAX)}…`;
}
