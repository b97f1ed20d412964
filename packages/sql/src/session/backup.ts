// BACKUP: makes the job and waits until its backup is one that can be restored.
import { sleep, type JobId } from '@rescind/shared';
import type { Backend } from '../backend.ts';
import { checkUri, textOf } from '../collection.ts';
import { isDetached, readOptions } from '../plan/options.ts';
import { cut } from '../plan/record.ts';
import { backupTargets, withFullNames } from '../plan/targets.ts';
import { rowsResult, type StatementResult } from '../result.ts';
import { unsupported } from '../sql-error.ts';
import type { Backup } from '../syntax/ast/backup.ts';
import { print } from '../syntax/printer.ts';
import type { Column } from '../value.ts';
import type { Means } from './means.ts';
import { createJob, JOB_ID_COLUMNS, waitForJob } from './run-job.ts';

/** What BACKUP and RESTORE answer. */
export const DONE_COLUMNS: readonly Column[] = [
  ...JOB_ID_COLUMNS,
  { name: 'status', type: 'STRING' },
  { name: 'fraction_completed', type: 'FLOAT8' },
  { name: 'rows', type: 'INT8' },
  { name: 'index_entries', type: 'INT8' },
  { name: 'bytes', type: 'INT8' },
];

/** Throws what `waitForJob` does. */
export async function backup(
  tree: Backup,
  statement: string,
  means: Means,
): Promise<StatementResult> {
  const { backend, database } = means;
  if (tree.asOf !== null) throw unsupported(tree.asOf, 'AS OF SYSTEM TIME for a backup');
  const uri = textOf(tree.uri);
  readOptions(tree.options, ['detached']);
  await checkUri(uri, means);
  const targets = backupTargets(tree.targets, database);
  const description = describeBackup(tree, database);
  const command = { kind: 'CreateBackup', targets, uri, description } as const;
  const job = await createJob(backend, command, statement);
  if (isDetached(tree.options)) return rowsResult('BACKUP', JOB_ID_COLUMNS, [[BigInt(job)]]);
  await waitForJob(backend, job);
  const notices = (await isPublished(job, means)) ? [] : [NOT_PUBLISHED];
  const { rows, bytes } = await amountsOf(backend, job);
  const row = [BigInt(job), 'succeeded', 1, rows, rows === null ? null : 0n, bytes];
  return rowsResult('BACKUP', DONE_COLUMNS, [row], notices);
}

/** The normal form, with full names and without what a URI may carry behind its place. */
export function describeBackup(
  tree: Pick<Backup, 'targets' | 'uri' | 'options' | 'span'>,
  current: string,
): string {
  const { options, span } = tree;
  const uri = { kind: 'StringLiteral', value: withoutQuery(textOf(tree.uri)), span } as const;
  const targets = withFullNames(tree.targets, current);
  return cut(print({ kind: 'Backup', targets, uri, asOf: null, options, span }));
}

/** Keys and the like stand behind the question mark. */
export function withoutQuery(uri: string): string {
  return uri.split('?', 1)[0] ?? uri;
}

const LOOK_MS = 100;
const LOOKS_MAX = 300;

const NOT_PUBLISHED =
  'the backup is complete, but its manifest is not stored yet; SHOW BACKUPS says so until it is';

/** Whether the manifest lies in the collection, within half a minute. */
async function isPublished(job: JobId, { backend, ports }: Means): Promise<boolean> {
  for (let look = 0; look < LOOKS_MAX; look++) {
    if (!(await backend.publications()).some((each) => each.job === job)) return true;
    if (ports === undefined) return false;
    await sleep(ports.clock, LOOK_MS);
  }
  return false;
}

/** What was backed up, as the commit of the job's success says; null when it does not. */
async function amountsOf(
  backend: Backend,
  job: JobId,
): Promise<{ readonly rows: bigint | null; readonly bytes: bigint | null }> {
  const history = await backend.history(job);
  const completed = history.findLast(({ event }) => event === 'BackupCompleted');
  const { rows, bytes } = JSON.parse(completed?.details ?? '{}') as {
    readonly rows?: number;
    readonly bytes?: number;
  };
  return {
    rows: rows === undefined ? null : BigInt(rows),
    bytes: bytes === undefined ? null : BigInt(bytes),
  };
}
