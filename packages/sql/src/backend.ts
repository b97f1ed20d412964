// PORT: what SQL needs of a cluster. Answered by a client over the bus, and by a coordinator in its
// own process; a test may answer it from a table of rows.
import type { ApiCommand, CommandReply, JobId, JobRow, SettingRow } from '@rescind/shared';

/** Which rows of the jobs table. */
export interface JobRowsQuery {
  /** Only these jobs, finished ones of any age too. */
  readonly ids?: readonly JobId[];
  /** Only rows with these values (text form) in these columns. */
  readonly where?: { readonly [column: string]: string };
  /** `recent` (default): as SHOW JOBS, without jobs finished more than 12 h ago. */
  readonly scope?: 'recent' | 'all';
}

/** One session's way to the cluster: it makes one call at a time. */
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
  /** `statement` is the redacted normal form, recorded with control events. */
  command(command: ApiCommand, statement: string): Promise<CommandReply>;
  /** Resolves once every job has ended (unknown ones count as ended). */
  ended(ids: readonly JobId[]): Promise<void>;
}
