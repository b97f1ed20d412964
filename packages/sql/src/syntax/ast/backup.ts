/** The statements that back up and restore, and what they are about. */

import type { Expression } from '../ast.ts';
import type {
  BooleanLiteral,
  DecimalLiteral,
  IntegerLiteral,
  NullLiteral,
  Placeholder,
  Read,
  StringLiteral,
} from '../leaf.ts';

/** `BACKUP [targets] INTO collection [AS OF SYSTEM TIME time] [WITH options]`. */
export interface Backup extends Read {
  readonly kind: 'Backup';
  /** Null for the whole cluster. */
  readonly targets: Targets | null;
  readonly uri: StringLiteral | Placeholder;
  readonly asOf: Expression | null;
  readonly options: readonly Option[];
}

/** `RESTORE [targets] FROM [{ LATEST | subdirectory } IN] collection [WITH options]`. */
export interface Restore extends Read {
  readonly kind: 'Restore';
  /** Null for all that is in the backup. */
  readonly targets: Targets | null;
  /** Null when the URI names the backup itself. */
  readonly subdirectory: StringLiteral | Placeholder | 'LATEST' | null;
  readonly uri: StringLiteral | Placeholder;
  readonly options: readonly Option[];
}

/** What is backed up or restored. */
export type Targets = TableTargets | DatabaseTargets;

/** `TABLE pattern, …`; the word TABLE may be left out. */
export interface TableTargets extends Read {
  readonly kind: 'TableTargets';
  /** At least one. */
  readonly patterns: readonly TablePattern[];
}

/** `DATABASE name, …`. */
export interface DatabaseTargets extends Read {
  readonly kind: 'DatabaseTargets';
  /** At least one. */
  readonly names: readonly string[];
}

/** A table by its name, or all tables of a database or schema: `db.*`, `db.public.*`. */
export interface TablePattern extends Read {
  readonly kind: 'TablePattern';
  /** One to three parts; before a star one or two. */
  readonly name: readonly string[];
  readonly star: boolean;
}

/** `name [= value]` after WITH; whether there is such an option is not looked into. */
export interface Option extends Read {
  readonly kind: 'Option';
  readonly name: string;
  readonly value: OptionValue | null;
}

/** What an option can be. A bare word is a string. */
export type OptionValue =
  | StringLiteral
  | Placeholder
  | BooleanLiteral
  | IntegerLiteral
  | DecimalLiteral
  | NullLiteral;
