// PORT: what SQL needs of a cluster. Answered by a client over the bus, and by a coordinator in its
// own process; a test may answer it from a table of rows.
import type {
  ApiCommand,
  CommandReply,
  Database,
  HistoryRow,
  JobId,
  JobRow,
  Publication,
  ScheduleRow,
  SettingRow,
  Table,
  TableInfo,
  TableStatistics,
  User,
} from '@rescind/shared';

/** Which rows of the jobs table. */
export interface JobRowsQuery {
  /** Only these jobs, finished ones of any age too. */
  readonly ids?: readonly JobId[];
  /** Only jobs that one of these schedules has made; no schedule, no job. */
  readonly schedules?: readonly string[];
  /** Only rows with these values (text form) in these columns. */
  readonly where?: { readonly [column: string]: string };
  /** `recent` (default): as SHOW JOBS, without jobs finished more than 12 h ago. */
  readonly scope?: 'recent' | 'all';
}

/** Every database, and every table that has a name. */
export interface CatalogContents {
  readonly databases: readonly Database[];
  readonly tables: readonly TableInfo[];
}

/** One session's way to the cluster: it makes one call at a time. Every call throws SqlError. */
export interface Backend {
  /** The user all statements run as. */
  readonly user: string;
  /** Every matching row, newest job first. Throws SqlError when no coordinator answers. */
  jobRows(query: JobRowsQuery): Promise<readonly JobRow[]>;
  /**
   * Position that the last `jobRows` was answered at: no row is older. Of an answer in several
   * pages it is that of the first.
   */
  readonly position: number;
  settings(): Promise<readonly SettingRow[]>;
  catalog(): Promise<CatalogContents>;
  /** A table by its id, a dropped one too, with what it consists of; null where there is none. */
  contents(table: number): Promise<Table | null>;
  /** Of a table by its id, oldest first. */
  statistics(table: number): Promise<readonly TableStatistics[]>;
  schedules(): Promise<readonly ScheduleRow[]>;
  users(): Promise<readonly User[]>;
  /** What the log says of a job, oldest first; nothing of a job that does not exist. */
  history(job: JobId): Promise<readonly HistoryRow[]>;
  /** Backups that are done and have no manifest in their collection yet. */
  publications(): Promise<readonly Publication[]>;
  /** `statement` is the redacted normal form, recorded with control events. */
  command(command: ApiCommand, statement: string): Promise<CommandReply>;
  /** Resolves once every job has ended (unknown ones count as ended). */
  ended(ids: readonly JobId[]): Promise<void>;
  /** Whether a job ends (or is unknown) within about `waitMs`; true at once when it has. */
  endsWithin(job: JobId, waitMs: number): Promise<boolean>;
}
