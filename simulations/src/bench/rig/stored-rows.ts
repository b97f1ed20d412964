// A cluster of real processes with one table of many rows on the disk that is measured, and a SQL
// session of the benchmark's own process on it.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createFolderStorage, createSystemPorts } from '@rescind/shared/node';
import { createClientBackend, createSession, type Session } from '@rescind/sql';
import type { Child } from './child.ts';
import { READY_MS, type Rig } from './rig.ts';

export interface StoredRows {
  readonly session: Session;
  /** The only worker: what it holds is what the jobs take. */
  readonly worker: Child;
  /** The files the table's rows are in. */
  readonly files: readonly string[];
}

/**
 * Fills the table `bank.accounts`: an id, a text of 32 characters and a number a row, about 50
 * bytes. Automatic statistics are off, for they would read the rows again beside what is measured.
 */
export async function storeRows(rig: Rig, rows: number): Promise<StoredRows> {
  const cluster = rig.newCluster();
  const folder = rig.folder(cluster);
  const storage = { dir: join(folder, 'objects'), externDir: join(folder, 'extern') };
  const coordinator = rig.coordinator(cluster, 'c1', { storage });
  await coordinator.heard(({ role }) => role === 'leader', READY_MS);
  const worker = rig.worker(cluster, 'w1', { slots: 10, storage });
  await worker.heard(({ ready }) => ready === true, READY_MS);
  const session = createSession({
    backend: createClientBackend(await rig.client(cluster)),
    storage: createFolderStorage(storage),
    ports: createSystemPorts(),
  });
  await session.execute(
    'SET CLUSTER SETTING sql.stats.automatic_collection.enabled = false; ' +
      'CREATE DATABASE bank; ' +
      'CREATE TABLE bank.accounts (id INT8 PRIMARY KEY, name STRING, balance INT8); ' +
      'INSERT INTO bank.accounts SELECT i, md5(i::STRING), i * 7 ' +
      `FROM generate_series(1, ${rows}) AS g(i)`,
  );
  const inserts = join(storage.dir, 'inserts');
  const found = await readdir(inserts, { recursive: true, withFileTypes: true });
  const files = found
    .filter((each) => each.isFile() && each.name !== 'manifest')
    .map((each) => join(each.parentPath, each.name));
  return { session, worker, files };
}

/** One number of the table that all its rows have a part in. */
export async function fingerprintOf(session: Session, table: string): Promise<string> {
  const [result] = await session.execute(`SHOW EXPERIMENTAL_FINGERPRINTS FROM TABLE ${table}`);
  return String(result?.rows?.[0]?.[1]);
}
