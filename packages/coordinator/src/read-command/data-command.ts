// The shapes of the commands about databases, tables, backups, statistics, schedules and users, as
// one table. What it lets pass is decided with a SQLSTATE of its own; what it does not is no
// message of this API.
import {
  INSERT_BYTES_MAX,
  parseJobId,
  type Actor,
  type BackupTargets,
  type DataCommand,
  type DataCommandBy,
  type Layer,
  type Merging,
  type Refusal,
  type RestoredTable,
  type RestoreDetails,
  type ScheduleOptions,
  type TableColumn,
  type TableColumnType,
  type TableName,
} from '@rescind/shared';
import { malformed, tooMuch } from '../refusals.ts';
import { DETAILS_MAX, TEXT_MAX } from './limits.ts';
import { idList } from '../shape/id-list.ts';
import {
  count,
  flag,
  listOf,
  matching,
  must,
  nullable,
  object,
  oneOf,
  optional,
  scalar,
  text,
  within,
  type Shape,
} from '../shape.ts';

/** One shape for each field of a message: one that is forgotten does not compile. */
type Fields<Message> = { readonly [Name in keyof Message]-?: Shape };
type Of<Kind extends DataCommand['kind']> = Extract<DataCommand, { readonly kind: Kind }>;

/** Rows of one InsertRows that go into the log; its bytes are bounded too. */
const ROWS_MAX = 10_000;
/** More than any statement names, so that the decision can say what it takes. */
const LIST_MAX = 10_000;
const COLUMNS_MAX = 1000;
const SCHEDULES_MAX = 10_000;

/** A name to be looked up or judged: which may be given to new things is decided. */
const name = text(1024);
/** A name that is stored without being judged again. */
const storedName = text(128, 1);
const uri = text(2048, 1);
const description = text(TEXT_MAX);
const digest = matching(/^[0-9a-f]{64}$/, 'a SHA-256 in hexadecimal');

const tableName = object({ database: name, table: name } satisfies Fields<TableName>);

const COLUMN_TYPES: Readonly<Record<TableColumnType, true>> = {
  INT8: true,
  STRING: true,
  FLOAT8: true,
  BOOL: true,
  DECIMAL: true,
  TIMESTAMP: true,
  INTERVAL: true,
};

const column = (ofName: Shape): Shape =>
  object({
    name: ofName,
    type: oneOf(...Object.keys(COLUMN_TYPES)),
    nullable: flag,
    primaryKey: flag,
  } satisfies Fields<TableColumn>);

/** Only what the session itself has written: what a job has written is that job's to publish. */
const ofInsert = /^inserts\/[0-7][0-9A-HJKMNP-TV-Z]{25}\/[A-Za-z0-9._=-]+$/;

const layer = object({
  manifest: matching(ofInsert, 'the name of an object under inserts/<ulid>/'),
  sha256: digest,
  rows: count,
  bytes: count,
  segments: count,
} satisfies Fields<Layer>);

const targets = object({
  databases: optional(listOf(name, LIST_MAX)),
  tables: optional(listOf(tableName, LIST_MAX)),
} satisfies Fields<BackupTargets>);

const restoredTable = object({
  database: storedName,
  table: storedName,
  columns: listOf(column(storedName), COLUMNS_MAX),
  rows: count,
  bytes: count,
  index: count,
} satisfies Fields<RestoredTable>);

const restoreDetails = object({
  uri,
  subdir: matching(/^\d{4}\/\d{2}\/\d{2}-\d{6}\.\d{2}$/, 'like 2026/01/31-235959.99'),
  sha256: digest,
  databases: listOf(storedName, LIST_MAX),
  tables: listOf(restoredTable, LIST_MAX),
} satisfies Fields<RestoreDetails>);

const firstRun = must(
  'milliseconds since 1970, "now" or null',
  (value) => value === null || value === 'now' || Number.isSafeInteger(value),
);

const scheduleOptions = object({
  firstRun,
  onPreviousRunning: oneOf('wait', 'skip', 'start'),
  onExecutionFailure: oneOf('retry', 'reschedule', 'pause'),
  ignoreExistingBackups: flag,
  updatesLastBackupMetric: flag,
} satisfies Fields<ScheduleOptions>);

const jobId = must(
  'a job id: a decimal text, 1 to 2^63-1',
  (value) => typeof value === 'string' && parseJobId(value) !== undefined,
);

const FIELDS: { readonly [Kind in DataCommand['kind']]: Fields<Omit<Of<Kind>, 'kind'>> } = {
  CreateDatabase: { name, ifNotExists: flag },
  DropDatabase: { name, ifExists: flag, cascade: flag },
  RenameDatabase: { name, to: name },
  CreateTable: {
    table: tableName,
    columns: listOf(column(name), COLUMNS_MAX),
    ifNotExists: flag,
  },
  DropTables: { tables: listOf(tableName, LIST_MAX), ifExists: flag },
  RenameTable: { table: tableName, to: name },
  InsertRows: {
    table: tableName,
    id: count,
    rows: optional(within(INSERT_BYTES_MAX, listOf(listOf(scalar, COLUMNS_MAX), ROWS_MAX))),
    layer: optional(layer),
    merges: optional(object({ rows: count, layers: count } satisfies Fields<Merging>)),
  },
  CreateBackup: { targets: within(DETAILS_MAX, targets), uri, description },
  PublishBackup: { job: jobId },
  CreateRestore: { details: within(DETAILS_MAX, restoreDetails), description },
  CreateStatistics: {
    name: text(128),
    table: tableName,
    columns: listOf(name, COLUMNS_MAX),
    description,
  },
  CreateSchedule: {
    label: nullable(text(1024)),
    ifNotExists: flag,
    targets: within(DETAILS_MAX, targets),
    uri,
    recurring: text(256),
    fullBackup: nullable(text(256)),
    options: scheduleOptions,
    statement: description,
  },
  ControlSchedules: { verb: oneOf('pause', 'resume', 'drop'), schedules: idList(SCHEDULES_MAX) },
  CreateUser: { name, controlJob: flag, ifNotExists: flag },
  DropUsers: { names: listOf(name, LIST_MAX), ifExists: flag },
};

const kind = must('a text', (value) => typeof value === 'string');
const SHAPES: ReadonlyMap<string, Shape> = new Map(
  Object.entries(FIELDS).map(([of, fields]) => [of, object({ kind, ...fields })]),
);

export function isDataCommand(command: { readonly kind?: unknown }): boolean {
  return typeof command.kind === 'string' && SHAPES.has(command.kind);
}

/** The command of `by`, or what is wrong with its fields, in one sentence. Never throws. */
export function dataCommand(command: DataCommand, by: Actor): DataCommandBy | Refusal {
  const wrong = SHAPES.get(command.kind)!(command);
  if (wrong === undefined) return { ...command, by };
  const message = `${command.kind}${wrong.at} ${wrong.what}`;
  return wrong.isTooLarge === true ? tooMuch(message) : malformed(message);
}
