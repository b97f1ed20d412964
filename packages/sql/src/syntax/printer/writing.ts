/** What the printer's parts hand to each other: the options, and the rules that would be a ring. */

import type { Select, ShowStatement } from '../ast.ts';

/** See `PrintOptions` for the two options. */
export interface Writing {
  readonly parenthesized: boolean;
  readonly redacted: boolean;
  /** Prints a query, for the expressions that hold one. */
  select(select: Select, writing: Writing): string;
  /** Prints a statement, for the sources that hold one. */
  statement(statement: ShowStatement | Select, writing: Writing): string;
}
