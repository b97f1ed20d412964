// PGlite as a connection that takes protocol messages: how it is started, small, and kept for the
// next start. Only the streaming call is used: it is ten times faster than the others, and they do
// not work beside it.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { dialectObjects, DIALECT_SCHEMA } from './dialect-objects.ts';
import { guardObjects } from './guard.ts';
import { errorIn, framesIn, simpleQuery, type Frame } from './wire.ts';

export interface Database {
  /** Carries out a whole message and gives all that came back. */
  send(message: Uint8Array): Promise<readonly Frame[]>;
}

/** A database for one process and one moment: nothing of it needs to survive a crash. */
const CONFIGURATION = [
  'autovacuum = off',
  "client_encoding = 'UTF8'",
  'client_min_messages = error',
  'fsync = off',
  'jit = off',
  'max_parallel_workers_per_gather = 0',
  'max_wal_senders = 0',
  'max_wal_size = 8MB',
  'min_wal_size = 2MB',
  'shared_buffers = 16MB',
  'temp_file_limit = 512MB',
  'wal_level = minimal',
  'work_mem = 16MB',
];

/** Small segments: an empty log of the default size would be four fifths of the database. */
const START = { initDbStartParams: ['--wal-segsize=1'], postgresqlconf: CONFIGURATION };

/** PGlite sets these itself at every start, so they cannot be configured. */
const SESSION =
  `SET search_path = ${DIALECT_SCHEMA}, pg_catalog; ` +
  "SET timezone = 'UTC'; SET datestyle = 'ISO'";

/** Statements that make the objects, each of which a selection may count on. */
const OBJECTS = [...dialectObjects(), ...guardObjects()];

/** Starts a database, from the folder's copy if there is a good one. Throws when it cannot. */
export async function openDatabase(cacheFolder: string | undefined): Promise<Database> {
  const kept = cacheFolder === undefined ? undefined : join(cacheFolder, await keptName());
  const database = (await restored(kept)) ?? (await fresh(kept));
  await sendOrThrow(database, SESSION);
  return database;
}

/** Another version, or other objects, are another file; an old file is never read again. */
async function keptName(): Promise<string> {
  const hash = createHash('sha256');
  hash.update(await readFile(new URL('../package.json', import.meta.resolve(PACKAGE))));
  hash.update(JSON.stringify([START, OBJECTS]));
  return `selections-${hash.digest('hex').slice(0, 16)}.tar`;
}

const PACKAGE = '@electric-sql/pglite';

/** What a copy need not have: templates for databases that nobody makes. */
const SHRINK = [
  'UPDATE pg_database SET datistemplate = false',
  'DROP DATABASE template0',
  'DROP DATABASE template1',
  'CHECKPOINT',
];

async function restored(path: string | undefined): Promise<Database | undefined> {
  if (path === undefined) return undefined;
  try {
    const bytes = await readFile(path);
    const pglite = await PGlite.create({ ...START, loadDataDir: new Blob([bytes]) });
    const database = connectionTo(pglite);
    await sendOrThrow(database, `SELECT ${DIALECT_SCHEMA}.floor_div(7, 2)`);
    return database;
  } catch {
    // Absent or damaged: a fresh start makes the same.
    return undefined;
  }
}

async function fresh(path: string | undefined): Promise<Database> {
  const pglite = await PGlite.create(START);
  const database = connectionTo(pglite);
  await sendOrThrow(database, OBJECTS.join(';\n'));
  if (path === undefined) return database;
  for (const sql of SHRINK) await sendOrThrow(database, sql);
  await keep(pglite, path);
  return database;
}

/** The copy is there whole or not at all, whoever else starts at the same time. */
async function keep(pglite: PGlite, path: string): Promise<void> {
  try {
    const dump = await pglite.dumpDataDir('none');
    const unfinished = `${path}.${randomUUID()}`;
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(unfinished, new Uint8Array(await dump.arrayBuffer()));
    await rename(unfinished, path);
  } catch {
    // No room or no right to write: the next start takes longer, and that is all.
  }
}

function connectionTo(pglite: PGlite): Database {
  return {
    async send(message) {
      const parts: Uint8Array[] = [];
      // What is handed over is the database's memory and changes afterwards.
      const onRawData = (data: Uint8Array): void => void parts.push(data.slice());
      await pglite.execProtocolRawStream(message, { syncToFs: false, onRawData });
      return framesIn(parts);
    },
  };
}

async function sendOrThrow(database: Database, sql: string): Promise<void> {
  const refused = (await database.send(simpleQuery(sql))).find(({ type }) => type === 'E');
  if (refused !== undefined) throw new Error(errorIn(refused.body).message);
}
