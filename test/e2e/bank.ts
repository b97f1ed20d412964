// A cluster with a table worth backing up, and the means to look at what BACKUP and RESTORE do to
// it and leave of it. Its jobs last as long as their bytes take at the rate a test sets.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { encodeIds, parseJobId, resultOf, type JobId, type JobRow } from '@rescind/shared';
import { createFolderStorage, createSystemPorts } from '@rescind/shared/node';
import { createClientBackend, createSession, type Session } from '@rescind/sql';
import { startCluster, type Cluster, type StartOptions } from './cluster.ts';
import { moment } from './program.ts';

/** RESCIND_FULL=1 runs the tests of BACKUP and RESTORE at their whole length. */
export const IS_FULL = process.env['RESCIND_FULL'] === '1';

export const COLLECTION = 'nodelocal://1/backups';

/** Enough rows to be a layer of their own, and so a segment of some 500 KB. */
const LAYER_ROWS = 10_001;
const LAYERS = 8;
/** So slow that a segment is not written while the test looks. */
const HELD = '1KiB';

/** A killed worker's jobs go to another one soon, and what they leave is swept soon. */
const SETTINGS = [
  "SET CLUSTER SETTING jobs.session.heartbeat = '300ms'",
  "SET CLUSTER SETTING jobs.session.ttl = '1500ms'",
  "SET CLUSTER SETTING jobs.objects.sweep_interval = '300ms'",
] as const;

export interface Bank {
  readonly cluster: Cluster;
  /** A session in this process: a statement takes a millisecond, not the start of a program. */
  readonly session: Session;
  /** The fingerprint of `bank.accounts` as it was first. */
  readonly fingerprint: string;
}

/** Several segments of rows in `bank.accounts`, and settings for tests that do not wait long. */
export async function openBank(options: StartOptions = {}): Promise<Bank> {
  const cluster = await startCluster(options);
  try {
    const session = openSession(cluster);
    const layers = Array.from({ length: LAYERS }, (_, i) =>
      rowsFrom(i * LAYER_ROWS + 1, (i + 1) * LAYER_ROWS),
    );
    for (const statement of [...SETTINGS, ...TABLE, ...layers]) await session.execute(statement);
    return { cluster, session, fingerprint: await fingerprintIn(session, 'bank.accounts') };
  } catch (error) {
    await cluster.clear();
    throw error;
  }
}

export const TABLE = [
  'CREATE DATABASE bank',
  'CREATE TABLE bank.accounts (id INT8 PRIMARY KEY, name STRING, balance INT8)',
] as const;

/** An INSERT of the rows with these ids; the same id is always the same row. */
export function rowsFrom(first: number, last: number): string {
  return (
    'INSERT INTO bank.accounts SELECT i, md5(i::STRING), i * 7 ' +
    `FROM generate_series(${first}, ${last}) AS g(i)`
  );
}

/** Runs statements by the command line and insists that all succeed. */
export async function accept(cluster: Cluster, ...statements: readonly string[]): Promise<void> {
  const { status, err } = await cluster.sql(...statements);
  if (status !== 0) throw new Error(err);
}

export async function fingerprintOf(cluster: Cluster, table: string): Promise<string> {
  const [row] = await cluster.rows(`SHOW EXPERIMENTAL_FINGERPRINTS FROM TABLE ${table}`);
  return String(row?.['fingerprint']);
}

/** The same by a session. */
export async function fingerprintIn(session: Session, table: string): Promise<string> {
  const [result] = await session.execute(`SHOW EXPERIMENTAL_FINGERPRINTS FROM TABLE ${table}`);
  return String(result?.rows?.[0]?.[1]);
}

function openSession({ client, dataDir }: Cluster): Session {
  const storage = createFolderStorage({
    dir: objectsDir(dataDir),
    externDir: join(dataDir, 'extern'),
  });
  const ports = createSystemPorts();
  return createSession({ backend: createClientBackend(client), storage, ports });
}

/** Begins a job by a statement WITH DETACHED. */
export async function begin(session: Session, statement: string): Promise<JobId> {
  const [result] = await session.execute(statement);
  const job = parseJobId(String(result?.rows?.[0]?.[0]));
  if (job === undefined) throw new Error(`no job was made by ${statement}`);
  return job;
}

export async function setRate(session: Session, rate: string): Promise<void> {
  await session.execute(`SET CLUSTER SETTING kv.bulk_io_write.max_rate = '${rate}'`);
}

/** Nothing holds a job up. */
export const FULL_SPEED = '1TiB';

/** Begins a job, lets it write until `written` says so, and holds it there. */
export async function beginAndHold(
  session: Session,
  statement: string,
  written: (job: JobId) => number,
): Promise<JobId> {
  await setRate(session, '2MiB');
  const job = await begin(session, statement);
  await moment('the job has written two segments', () => written(job) >= 2);
  await setRate(session, HELD);
  return job;
}

export async function jobOf({ client }: Cluster, job: JobId): Promise<JobRow> {
  const reply = await client.query({ kind: 'Jobs', idList: encodeIds([job]) });
  const [row] = reply.ok ? resultOf(reply, 'Jobs').rows : [];
  if (row === undefined) throw new Error(`job ${job} is not known`);
  return row;
}

/** Waits until the job has ended, however; its row. */
export function ended(cluster: Cluster, job: JobId, timeoutMs = 25_000): Promise<JobRow> {
  return moment(
    `job ${job} has ended`,
    async () => {
      const row = await jobOf(cluster, job);
      return /^(canceled|succeeded|failed|revert-failed)$/.test(row.status) && row;
    },
    timeoutMs,
  );
}

/** Cancels a job by its id and insists that it was taken. */
export async function cancel({ client }: Cluster, job: JobId): Promise<void> {
  const target = { ids: [job] };
  const reply = await client.command({ kind: 'ControlJobs', verb: 'cancel', target });
  if (!reply.ok) throw new Error(reply.error.message);
}

/** The process of the worker that has the job; waits for one to have it. */
export function workerOf(
  cluster: Cluster,
  job: JobId,
): Promise<{ readonly name: string; readonly pid: number }> {
  return moment(`a worker has job ${job}`, async () => {
    const { coordinator_id: name } = await jobOf(cluster, job);
    const found = (await cluster.file()).workers.find((worker) => worker.name === name);
    return found !== undefined && found.pid !== null && { name: found.name, pid: found.pid };
  });
}

/** What the log says of a job, by the names of its events. */
export async function historyOf(session: Session, job: JobId): Promise<readonly string[]> {
  const [result] = await session.execute(`SHOW JOB ${job} HISTORY`);
  const event = (result?.columns ?? []).findIndex(({ name }) => name === 'event');
  return (result?.rows ?? []).map((row) => String(row[event]));
}

export async function databasesOf(session: Session): Promise<readonly string[]> {
  const [result] = await session.execute('SHOW DATABASES');
  return (result?.rows ?? []).map(([name]) => String(name));
}

/** The objects that executions of the job have written and that are there now, by their names. */
export function objectsOf({ dataDir }: Cluster, job: JobId): readonly string[] {
  const folder = join(objectsDir(dataDir), 'jobs', job);
  return filesBelow(folder);
}

/** The same of a BACKUP's data files in the collection. */
export function dataFilesOf({ dataDir }: Cluster, job: JobId): readonly string[] {
  return filesBelow(join(dataDir, 'extern/backups')).filter((name) =>
    name.includes(`data/${job}-`),
  );
}

export function objectsDir(dataDir: string): string {
  return join(dataDir, 'objects');
}

function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name).slice(folder.length + 1));
}
