// RESTORE: reads what the backup holds, and makes a job that brings back what was asked for.
import type { RestoreDetails, RestoredTable } from '@rescind/shared';
import { openBackup } from '../collection.ts';
import { isDetached, readOptions } from '../plan/options.ts';
import { cut } from '../plan/record.ts';
import { chooseRestored } from '../plan/restored.ts';
import { withFullNames } from '../plan/targets.ts';
import { rowsResult, type StatementResult } from '../result.ts';
import type { Restore } from '../syntax/ast/backup.ts';
import { print } from '../syntax/printer.ts';
import { DONE_COLUMNS, withoutQuery } from './backup.ts';
import type { Means } from './means.ts';
import { createJob, JOB_ID_COLUMNS, waitForJob } from './run-job.ts';

const OPTIONS = ['detached', 'into_db', 'new_db_name'];

/** Throws 58P01 for no backup, 3D000 and 42P01 for what is not in it, and as `waitForJob`. */
export async function restore(
  tree: Restore,
  statement: string,
  means: Means,
): Promise<StatementResult> {
  const { backend, database } = means;
  const options = readOptions(tree.options, OPTIONS);
  const found = await openBackup(tree, means, 'RESTORE');
  const { uri, subdir, sha256 } = found;
  const catalog = tree.targets === null ? await backend.catalog() : undefined;
  const chosen = chooseRestored(tree, found, {
    current: database,
    intoDb: options.get('into_db') ?? null,
    newDbName: options.get('new_db_name') ?? null,
    existing: new Set(catalog?.databases.map(({ name }) => name)),
  });
  const details: RestoreDetails = { uri, subdir, sha256, ...chosen };
  const description = describe(tree, { uri, subdir }, database);
  const command = { kind: 'CreateRestore', details, description } as const;
  const job = await createJob(backend, command, statement);
  if (isDetached(tree.options)) return rowsResult('RESTORE', JOB_ID_COLUMNS, [[BigInt(job)]]);
  await waitForJob(backend, job);
  const [rows, bytes] = [sum(chosen.tables, 'rows'), sum(chosen.tables, 'bytes')];
  return rowsResult('RESTORE', DONE_COLUMNS, [[BigInt(job), 'succeeded', 1, rows, 0n, bytes]]);
}

/** LATEST is written as what it was, and full names for short ones. */
function describe(
  { targets, options, span }: Restore,
  { uri, subdir }: { readonly uri: string; readonly subdir: string },
  current: string,
): string {
  const text = (value: string) => ({ kind: 'StringLiteral', value, span }) as const;
  const tree: Restore = {
    kind: 'Restore',
    targets: withFullNames(targets, current),
    subdirectory: text(subdir),
    uri: text(withoutQuery(uri)),
    options,
    span,
  };
  return cut(print(tree));
}

function sum(tables: readonly RestoredTable[], of: 'rows' | 'bytes'): bigint {
  return BigInt(tables.reduce((total, table) => total + table[of], 0));
}
