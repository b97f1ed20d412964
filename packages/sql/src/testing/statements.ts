// Running statements against a table of rows, for tests: what came of them, and what was sent.
import { decodeIds, type ApiCommand } from '@rescind/shared';
import { createSession } from '../session.ts';
import { SqlError } from '../sql-error.ts';
import type { TableBackend } from './table-backend.ts';

/** The tags of all statements of a text: `CANCEL JOBS 1; SHOW JOBS 3`. */
export async function run(backend: TableBackend, text: string): Promise<string> {
  const results = await createSession({ backend }).execute(text);
  return results.map(({ tag }) => tag).join('; ');
}

/** The error of a text that must fail. */
export async function errorOf(backend: TableBackend, text: string): Promise<SqlError> {
  try {
    await createSession({ backend }).execute(text);
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  }
  throw new Error(`it was carried out: ${text}`);
}

/** The only command that was sent. */
export function commandOf(backend: TableBackend): ApiCommand {
  const [sent, another] = backend.commands;
  if (sent === undefined || another !== undefined) {
    throw new Error(`${backend.commands.length} commands were sent, not one`);
  }
  return sent.command;
}

/** The ids in the only command that was sent. */
export function idsOf(backend: TableBackend): readonly string[] {
  const command = commandOf(backend);
  return command.kind === 'ControlJobs' && 'idList' in command.target
    ? decodeIds(command.target.idList)
    : [];
}
