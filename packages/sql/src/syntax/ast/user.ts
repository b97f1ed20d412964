/** The statements that make and drop users. */

import type { NullLiteral, Placeholder, Read, StringLiteral } from '../leaf.ts';

/** `CREATE { USER | ROLE } [IF NOT EXISTS] name [WITH] [[NO]CONTROLJOB] [PASSWORD …]`. */
export interface CreateUser extends Read {
  readonly kind: 'CreateUser';
  /** A role is a user who may not log in. */
  readonly role: boolean;
  readonly ifNotExists: boolean;
  readonly name: string;
  /** Null when nothing was said. */
  readonly controlJob: boolean | null;
  /** NULL takes the password away; null is what was not said. */
  readonly password: StringLiteral | Placeholder | NullLiteral | null;
}

/** `DROP { USER | ROLE } [IF EXISTS] names`. */
export interface DropUser extends Read {
  readonly kind: 'DropUser';
  readonly role: boolean;
  readonly ifExists: boolean;
  /** At least one. */
  readonly names: readonly string[];
}
