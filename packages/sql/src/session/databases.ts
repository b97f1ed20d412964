// CREATE, DROP and RENAME of databases, and the session's own one.
import type { StatementResult } from '../result.ts';
import { theDatabase } from '../row-sources/find-table.ts';
import type { SetDatabase } from '../syntax/ast/setting.ts';
import type { CreateDatabase, DropDatabase, RenameDatabase } from '../syntax/ast/table.ts';
import { expectReply } from './expect-reply.ts';
import type { Means } from './means.ts';

export async function createDatabase(
  { name, ifNotExists }: CreateDatabase,
  statement: string,
  { backend }: Means,
): Promise<StatementResult> {
  const command = { kind: 'CreateDatabase', name, ifNotExists } as const;
  expectReply(await backend.command(command, statement), 'done');
  return { tag: 'CREATE DATABASE' };
}

/** As in CockroachDB the tables go along unless RESTRICT is said. */
export async function dropDatabase(
  { name, ifExists, behavior }: DropDatabase,
  statement: string,
  { backend }: Means,
): Promise<StatementResult> {
  const cascade = behavior !== 'RESTRICT';
  const command = { kind: 'DropDatabase', name, ifExists, cascade } as const;
  expectReply(await backend.command(command, statement), 'done');
  return { tag: 'DROP DATABASE' };
}

/** A session that is in the database goes along with it. */
export async function renameDatabase(
  { name, to }: RenameDatabase,
  statement: string,
  means: Means,
): Promise<StatementResult> {
  const command = { kind: 'RenameDatabase', name, to } as const;
  expectReply(await means.backend.command(command, statement), 'done');
  if (means.database === name) means.setDatabase(to);
  return { tag: 'RENAME DATABASE' };
}

/** Throws 3D000. */
export async function setDatabase(
  { database }: SetDatabase,
  means: Means,
): Promise<StatementResult> {
  theDatabase(await means.backend.catalog(), database);
  means.setDatabase(database);
  return { tag: 'SET' };
}
