// Running statements against a table of rows, for tests: what came of them, and what was sent.
import {
  createManualClock,
  createMemoryStorage,
  createIds,
  createSeededRandom,
  decodeIds,
  type ApiCommand,
  type ManualClock,
  type Storage,
} from '@rescind/shared';
import { createSmallEngine } from '../engine/small.ts';
import type { StatementResult } from '../result.ts';
import { readFrom } from '../row-sources.ts';
import { createSession, type Session, type SessionOptions } from '../session.ts';
import { SqlError } from '../sql-error.ts';
import type { Row } from '../value.ts';
import { createTableBackend, NOW, type TableBackend } from './table-backend.ts';

/** The tags of all statements of a text: `CANCEL JOBS 1; SHOW JOBS 3`. */
export async function run(backend: TableBackend, text: string): Promise<string> {
  const results = await createSession({ backend }).execute(text);
  return results.map(({ tag }) => tag).join('; ');
}

/** The error of a text that must fail. */
export function errorOf(backend: TableBackend, text: string): Promise<SqlError> {
  return failureOf(createSession({ backend }), text);
}

/** The same within a session. */
async function failureOf(session: Session, text: string): Promise<SqlError> {
  try {
    await session.execute(text);
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  }
  throw new Error(`it was carried out: ${text}`);
}

/** A session that has everything, and what it has. */
export interface Equipped {
  readonly backend: TableBackend;
  readonly storage: Storage;
  readonly clock: ManualClock;
  readonly session: Session;
  /** The last result of a text. */
  readonly last: (text: string) => Promise<StatementResult>;
  /** Its rows as text, a row a line: `1,null`. */
  readonly rows: (text: string) => Promise<readonly string[]>;
  /** All rows of a user's table in the same way, past any engine. */
  readonly table: (name: string) => Promise<readonly string[]>;
  /** `42703: column "x" does not exist`. */
  readonly error: (text: string) => Promise<string>;
}

/** Over an empty cluster; options stand in for what is given otherwise. */
export function equip(options: Partial<SessionOptions> = {}): Equipped {
  const backend = createTableBackend();
  const storage = createMemoryStorage();
  const clock = createManualClock(NOW);
  const random = createSeededRandom('statements');
  const ports = { clock, random, ids: createIds(clock, random) };
  const session = createSession({ backend, storage, ports, ...options });
  const last = async (text: string): Promise<StatementResult> =>
    (await session.execute(text)).at(-1)!;
  return {
    backend,
    storage,
    clock,
    session,
    last,
    rows: async (text) => asText((await last(text)).rows ?? []),
    async table(name) {
      const around = { storage: options.storage ?? storage, database: session.database };
      const reading = readFrom(backend, createSmallEngine(), around);
      return asText(await (await reading.table([name])).rows());
    },
    async error(text) {
      const { code, message } = await failureOf(session, text);
      return `${code}: ${message}`;
    },
  };
}

function asText(rows: readonly Row[]): readonly string[] {
  return rows.map((row) => row.map(String).join(','));
}

/** The only command that was sent. */
export function commandOf(backend: TableBackend): ApiCommand {
  const [sent, another] = backend.commands;
  if (sent === undefined || another !== undefined) {
    throw new Error(`${backend.commands.length} commands were sent, not one`);
  }
  return sent.command;
}

/** The last command that was sent. */
export function lastCommand(backend: TableBackend): ApiCommand {
  const sent = backend.commands.at(-1);
  if (sent === undefined) throw new Error('no command was sent');
  return sent.command;
}

/** The ids in the only command that was sent. */
export function idsOf(backend: TableBackend): readonly string[] {
  const command = commandOf(backend);
  return command.kind === 'ControlJobs' && 'idList' in command.target
    ? decodeIds(command.target.idList)
    : [];
}
