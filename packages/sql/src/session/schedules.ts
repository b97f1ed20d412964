// CREATE SCHEDULE FOR BACKUP, and PAUSE, RESUME and DROP of schedules.
import {
  backupsExist,
  CREATED_SCHEDULE_COLUMNS,
  encodeIds,
  parseJobId,
  readScheduleOptions,
  type BackupTargets,
  type JobId,
  type ScheduleOptions,
} from '@rescind/shared';
import { checkUri, openCollectionAt, textOf } from '../collection.ts';
import { readOptions, valueTextOf } from '../plan/options.ts';
import { backupTargets, fullPath } from '../plan/targets.ts';
import { rowsResult, type StatementResult } from '../result.ts';
import { tableIn, theDatabase } from '../row-sources/find-table.ts';
import { withStored } from '../row-sources/stored.ts';
import { refusalError } from '../sql-error.ts';
import type { Option } from '../syntax/ast/backup.ts';
import type { ControlSchedules, CreateSchedule } from '../syntax/ast/schedule.ts';
import { NOWHERE } from '../syntax/leaf.ts';
import type { Column, Value } from '../value.ts';
import { describeBackup } from './backup.ts';
import { expectReply } from './expect-reply.ts';
import { reading, type Means } from './means.ts';

/** What CREATE SCHEDULE answers. */
export const CREATED_COLUMNS: readonly Column[] = CREATED_SCHEDULE_COLUMNS.map(([name, type]) => ({
  name,
  type,
}));

/** What is no target now is refused, although a schedule's backups are made later. */
export async function createSchedule(
  tree: CreateSchedule,
  statement: string,
  means: Means,
): Promise<StatementResult> {
  const { backend, database } = means;
  const { ifNotExists, fullBackup } = tree;
  const label = tree.label === null ? null : textOf(tree.label);
  const uri = textOf(tree.uri);
  readOptions(tree.options, ['detached']);
  const options = scheduleOptions(tree.scheduleOptions);
  const targets = backupTargets(tree.targets, database);
  const isThere = ifNotExists && (await hasLabel(means, label));
  if (!isThere) {
    await checkTargets(targets, means);
    await checkCollection(uri, options, means);
  }
  const reply = await backend.command(
    {
      kind: 'CreateSchedule',
      label,
      ifNotExists,
      targets,
      uri,
      recurring: textOf(tree.recurring),
      fullBackup: fullBackup === null || fullBackup === 'ALWAYS' ? fullBackup : textOf(fullBackup),
      options,
      statement: backupStatement(tree, database),
    },
    statement,
  );
  const { schedules, notices } = expectReply(reply, 'scheduled');
  const rows = schedules.map((schedule) =>
    CREATED_SCHEDULE_COLUMNS.map(([name, type]): Value => {
      const value = schedule[name];
      return type === 'INT8' && value !== null ? BigInt(value) : value;
    }),
  );
  return rowsResult('SCHEDULED BACKUP', CREATED_COLUMNS, rows, notices);
}

function scheduleOptions(written: readonly Option[]): ScheduleOptions {
  const read = readScheduleOptions(
    written.map((option) => ({ name: option.name.toLowerCase(), value: valueTextOf(option) })),
  );
  if ('refusal' in read) throw refusalError(read.refusal);
  return read.options;
}

/** Nobody waits for a scheduled job, and its statement says so. */
function backupStatement({ targets, uri, span }: CreateSchedule, current: string): string {
  const detached: Option = { kind: 'Option', name: 'detached', value: null, span: NOWHERE };
  return describeBackup({ targets, uri, options: [detached], span }, current);
}

async function hasLabel({ backend }: Means, label: string | null): Promise<boolean> {
  return (await backend.schedules()).some((schedule) => schedule.label === label);
}

async function checkTargets(
  { databases = [], tables = [] }: BackupTargets,
  { backend, database }: Means,
): Promise<void> {
  if (databases.length + tables.length === 0) return;
  const catalog = await backend.catalog();
  for (const name of databases) theDatabase(catalog, name);
  for (const name of tables) tableIn(catalog, fullPath(name), database);
}

async function checkCollection(
  uri: string,
  { ignoreExistingBackups }: ScheduleOptions,
  means: Means,
): Promise<void> {
  await checkUri(uri, means);
  if (ignoreExistingBackups) return;
  const collection = await openCollectionAt(uri, means, 'CREATE SCHEDULE');
  if ((await withStored(() => collection.latest())) !== undefined) {
    throw refusalError(backupsExist(uri));
  }
}

const VERBS = { PAUSE: 'pause', RESUME: 'resume', DROP: 'drop' } as const;

/** Ids of no schedule are passed over and not counted. */
export async function controlSchedules(
  { command: word, schedules: query }: ControlSchedules,
  statement: string,
  means: Means,
): Promise<StatementResult> {
  const context = `${word} SCHEDULES`;
  const ids = await reading(means).scheduleIds(query, context);
  const known = ids
    .map((id) => parseJobId(String(id)))
    .filter((id): id is JobId => id !== undefined);
  if (known.length === 0) return { tag: `${context} 0` };
  const schedules = encodeIds(known);
  const command = { kind: 'ControlSchedules', verb: VERBS[word], schedules } as const;
  const { count } = expectReply(await means.backend.command(command, statement), 'schedules');
  return { tag: `${context} ${count}` };
}
