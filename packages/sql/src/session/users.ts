// CREATE USER and DROP USER. There is no authentication here: a user is a name and what it may do.
import { noValueFor } from '../constant.ts';
import { tagResult, type StatementResult } from '../result.ts';
import { unsupported } from '../sql-error.ts';
import type { CreateUser, DropUser } from '../syntax/ast/user.ts';
import { expectReply } from './expect-reply.ts';
import type { Means } from './means.ts';

const NO_PASSWORDS = 'the password was not kept: this cluster does not ask users for one';

/** A user for whom nothing was said may not control jobs. */
export async function createUser(
  tree: CreateUser,
  statement: string,
  { backend }: Means,
): Promise<StatementResult> {
  const { role, name, ifNotExists, password } = tree;
  if (role) throw unsupported(tree, 'a role that is no user', 'CREATE USER makes a user.');
  if (password?.kind === 'Placeholder') throw noValueFor(password);
  const controlJob = tree.controlJob ?? false;
  const command = { kind: 'CreateUser', name, controlJob, ifNotExists } as const;
  expectReply(await backend.command(command, statement), 'done');
  const isAsked = password?.kind === 'StringLiteral';
  // PostgreSQL and CockroachDB tag it so too.
  return tagResult('CREATE ROLE', isAsked ? [NO_PASSWORDS] : []);
}

/** All of them or none. */
export async function dropUser(
  { names, ifExists }: DropUser,
  statement: string,
  { backend }: Means,
): Promise<StatementResult> {
  const command = { kind: 'DropUsers', names, ifExists } as const;
  expectReply(await backend.command(command, statement), 'done');
  return { tag: 'DROP ROLE' };
}
