/** The statements that gather statistics of a table. */

import type { Expression } from '../ast.ts';
import type { DecimalLiteral, Read } from '../leaf.ts';

/** `CREATE STATISTICS name [ON columns] FROM table [WITH OPTIONS …]`. */
export interface CreateStatistics extends Read {
  readonly kind: 'CreateStatistics';
  readonly name: string;
  /** Null when none are named. */
  readonly columns: readonly string[] | null;
  /** One to three parts. */
  readonly table: readonly string[];
  /** The part of the time to stand still, from 0 and below 1. */
  readonly throttling: DecimalLiteral | null;
  readonly asOf: Expression | null;
}

/** `ANALYZE table`. */
export interface Analyze extends Read {
  readonly kind: 'Analyze';
  /** One to three parts. */
  readonly table: readonly string[];
}
