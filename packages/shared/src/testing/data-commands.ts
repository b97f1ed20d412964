// What users ask of the catalog, in short, for tests: `bank.accounts` is a table's name, and
// whatever a test does not speak of is the plainest there is. All of it is asked by root.
import type { DataCommandBy as Command, DataPolicy } from '../catalog/commands.ts';
import type { Layer, TableColumn, TableName } from '../catalog/descriptor.ts';
import type { BackupTargets, RestoreDetails } from '../catalog/job-details.ts';
import { encodeIds } from '../job/id-list.ts';
import type { Actor } from '../job/job.ts';
import type { JobId } from '../job/job-id.ts';
import type { ScheduleId } from '../job/schedule-id.ts';
import { DEFAULT_SCHEDULE_OPTIONS, type ScheduleOptions } from '../schedule/options.ts';

const by: Actor = { user: 'root' };

type Of<Kind extends Command['kind']> = Extract<Command, { readonly kind: Kind }>;

/** `bank.accounts` as commands have it. */
export function tableName(text: string): TableName {
  const [database = '', table = ''] = text.split('.');
  return { database, table };
}

/** A column of whole numbers. */
export function column(name: string, fields: Partial<TableColumn> = {}): TableColumn {
  return { name, type: 'INT8', nullable: true, primaryKey: false, ...fields };
}

export const ID = column('id', { nullable: false, primaryKey: true });

/** A layer of so many rows, in a manifest of that name. */
export function layer(name: string, rows = 10): Layer {
  return { manifest: name, sha256: `sha of ${name}`, rows, bytes: rows * 8, segments: 1 };
}

export function createDatabase(name: string, fields: Partial<Of<'CreateDatabase'>> = {}): Command {
  return { kind: 'CreateDatabase', name, ifNotExists: false, by, ...fields };
}

export function dropDatabase(name: string, fields: Partial<Of<'DropDatabase'>> = {}): Command {
  return { kind: 'DropDatabase', name, ifExists: false, cascade: false, by, ...fields };
}

export function renameDatabase(name: string, to: string): Command {
  return { kind: 'RenameDatabase', name, to, by };
}

export function createTable(table: string, fields: Partial<Of<'CreateTable'>> = {}): Command {
  const name = tableName(table);
  return { kind: 'CreateTable', table: name, columns: [ID], ifNotExists: false, by, ...fields };
}

export function dropTables(tables: readonly string[], ifExists = false): Command {
  return { kind: 'DropTables', tables: tables.map(tableName), ifExists, by };
}

export function renameTable(table: string, to: string): Command {
  return { kind: 'RenameTable', table: tableName(table), to, by };
}

/** Rows or a layer for the table that has this id. */
export function insert(
  table: string,
  id: number,
  what: Pick<Of<'InsertRows'>, 'rows' | 'layer' | 'merges'>,
): Command {
  return { kind: 'InsertRows', table: tableName(table), id, by, ...what };
}

export const COLLECTION = 'nodelocal://1/backups';

export function createBackup(targets: BackupTargets = {}): Command {
  return { kind: 'CreateBackup', targets, uri: COLLECTION, description: 'BACKUP', by };
}

/** Tables come with the columns of ID, 10 rows each. */
export function restoreOf(databases: readonly string[], tables: readonly string[]): RestoreDetails {
  return {
    uri: COLLECTION,
    subdir: '2026/01/01-000000.00',
    sha256: 'sha of the manifest',
    databases,
    tables: tables.map((table, index) => {
      return { ...tableName(table), columns: [ID], rows: 10, bytes: 80, index };
    }),
  };
}

export function createRestore(details: RestoreDetails): Command {
  return { kind: 'CreateRestore', details, description: 'RESTORE DATABASE bank', by };
}

export function createStatistics(table: string, name = 's', columns: string[] = []): Command {
  const description = `CREATE STATISTICS ${name} FROM ${table}`;
  return { kind: 'CreateStatistics', name, table: tableName(table), columns, description, by };
}

/** A schedule that runs a full backup of the cluster every night. */
export function createSchedule(
  options: Partial<ScheduleOptions> = {},
  fields: Partial<Of<'CreateSchedule'>> = {},
): Command {
  return {
    kind: 'CreateSchedule',
    label: 'nightly',
    ifNotExists: false,
    targets: {},
    uri: COLLECTION,
    recurring: '@daily',
    fullBackup: 'ALWAYS',
    options: { ...DEFAULT_SCHEDULE_OPTIONS, ...options },
    statement: 'BACKUP',
    by,
    ...fields,
  };
}

export function controlSchedules(
  verb: Of<'ControlSchedules'>['verb'],
  ...ids: readonly (ScheduleId | string)[]
): Command {
  return { kind: 'ControlSchedules', verb, schedules: encodeIds(ids as readonly JobId[]), by };
}

export function fireSchedules(...ids: readonly ScheduleId[]): DataPolicy {
  const schedules = encodeIds(ids as readonly string[] as readonly JobId[]);
  return { kind: 'FireSchedules', schedules };
}

export function createUser(name: string, fields: Partial<Of<'CreateUser'>> = {}): Command {
  return { kind: 'CreateUser', name, controlJob: true, ifNotExists: false, by, ...fields };
}

export function dropUsers(names: readonly string[], ifExists = false): Command {
  return { kind: 'DropUsers', names, ifExists, by };
}
