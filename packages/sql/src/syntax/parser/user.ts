/** The statements that make and drop users. */

import type { CreateUser, DropUser } from '../ast/user.ts';
import type { Cursor } from './cursor.ts';
import { parseStringOrPlaceholder } from './literal.ts';
import { isNonReserved, parseList, takeWords } from './name.ts';

/**
 * ```
 * create_user := CREATE { USER | ROLE } [IF NOT EXISTS] user_name [ [WITH] user_option … ]
 * user_option := CONTROLJOB | NOCONTROLJOB | PASSWORD { string_or_placeholder | NULL }
 * ```
 *
 * CREATE has been taken already; it began at `start`.
 */
export function parseCreateUser(cursor: Cursor, start: number): CreateUser {
  const role = parseKind(cursor, 'CREATE ROLE');
  const ifNotExists = cursor.isWord('not', 1) && takeWords(cursor, 'if', 'not', 'exists');
  const name = parseUserName(cursor);
  const isAnnounced = cursor.takeWord('with');
  let controlJob: boolean | null = null;
  let password: CreateUser['password'] = null;
  if (isAnnounced && !isOptionNext(cursor)) throw cursor.unexpected();
  while (isOptionNext(cursor)) {
    const isPassword = cursor.isWord('password');
    if ((isPassword ? password : controlJob) !== null) {
      throw cursor.unexpected('redundant role options');
    }
    if (isPassword) password = parsePassword(cursor);
    else controlJob = cursor.advance().text === 'controljob';
  }
  const span = cursor.spanFrom(start);
  return { kind: 'CreateUser', role, ifNotExists, name, controlJob, password, span };
}

function isOptionNext(cursor: Cursor): boolean {
  return ['controljob', 'nocontroljob', 'password'].some((word) => cursor.isWord(word));
}

function parsePassword(cursor: Cursor): NonNullable<CreateUser['password']> {
  cursor.advance();
  const { start } = cursor.peek();
  return cursor.takeWord('null')
    ? { kind: 'NullLiteral', span: cursor.spanFrom(start) }
    : parseStringOrPlaceholder(cursor);
}

/**
 * ```
 * drop_user := DROP { USER | ROLE } [IF EXISTS] user_name ( ',' user_name )*
 * ```
 *
 * DROP has been taken already; it began at `start`.
 */
export function parseDropUser(cursor: Cursor, start: number): DropUser {
  const role = parseKind(cursor, 'DROP ROLE');
  const ifExists = cursor.isWord('exists', 1) && takeWords(cursor, 'if', 'exists');
  const names = parseList(cursor, parseUserName);
  return { kind: 'DropUser', role, ifExists, names, span: cursor.spanFrom(start) };
}

/** USER and ROLE have one topic. */
function parseKind(cursor: Cursor, topic: string): boolean {
  const role = cursor.takeWord('role');
  if (!role) cursor.expectWord('user');
  cursor.topic(topic);
  return role;
}

/**
 * ```
 * user_name := non_reserved_word | SCONST
 * ```
 */
function parseUserName(cursor: Cursor): string {
  const token = cursor.peek();
  if (token.kind !== 'string' && !isNonReserved(token)) throw cursor.unexpected();
  return cursor.advance().text;
}
