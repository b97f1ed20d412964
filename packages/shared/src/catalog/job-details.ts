// The details of the jobs that this project brings along, as the log keeps them, and the effects
// that only they have: what a worker asks to become true together with its report.
import type { JobId } from '../job/job-id.ts';
import type { Layer, TableColumn, TableName } from './descriptor.ts';
import type { ColumnStatistics } from './statistics.ts';

export const BACKUP = 'BACKUP';
export const RESTORE = 'RESTORE';
export const CREATE_STATS = 'CREATE STATS';
export const AUTO_CREATE_STATS = 'AUTO CREATE STATS';
export const SCHEMA_CHANGE_GC = 'SCHEMA CHANGE GC';

/** Job types with their own commands: `CREATE JOB` does not make them. */
export const BUILT_IN_TYPES: ReadonlySet<string> = new Set([
  BACKUP,
  RESTORE,
  CREATE_STATS,
  AUTO_CREATE_STATS,
  SCHEMA_CHANGE_GC,
]);

/** What a BACKUP covers; the whole cluster when neither is given. */
export interface BackupTargets {
  readonly databases?: readonly string[];
  readonly tables?: readonly TableName[];
}

export interface BackupDetails {
  readonly uri: string;
  /** Where in the collection, and the time it stands for. */
  readonly subdir: string;
  readonly at: number;
  readonly targets: BackupTargets;
  /** Databases it brings back, also where they hold no table. */
  readonly databases: readonly string[];
  /**
   * The tables it covers and how much of each, as they were in the commit that made the job: rows
   * are only ever added behind, and what was dropped since is kept until the job has ended.
   */
  readonly tables: readonly BackedUpTable[];
}

export interface BackedUpTable extends TableName {
  readonly id: number;
  /** The first so many layers and rows in the log. */
  readonly layers: number;
  readonly inline: number;
}

/** One table as a RESTORE brings it back. */
export interface RestoredTable extends TableName {
  readonly columns: readonly TableColumn[];
  readonly rows: number;
  readonly bytes: number;
  /** Where it stands among the tables of the backup's manifest. */
  readonly index: number;
}

export interface RestoreDetails {
  readonly uri: string;
  readonly subdir: string;
  /** Digest of the backup's manifest: another one that came to stand there is not restored. */
  readonly sha256: string;
  /** Databases it makes; tables may also go into ones that are there. */
  readonly databases: readonly string[];
  readonly tables: readonly RestoredTable[];
}

export interface StatisticsDetails {
  readonly name: string;
  readonly table: number;
  readonly columns: readonly string[];
}

export interface GcDetails {
  /** Tables whose data is to go, with the layers they had. */
  readonly tables: readonly { readonly id: number; readonly layers: readonly Layer[] }[];
  /** A job whose objects are to go, all of them. */
  readonly job: JobId | null;
  /** Commit in which they were dropped: who protects it or an older one still reads them. */
  readonly droppedIn: number;
}

/**
 * Becomes true in the commit of the report it comes with, or not at all. `prepare` comes with a
 * checkpoint, `publish`, `backed-up`, `statistics` and `cleared` with the success, `drop` with the
 * end of a revert.
 */
export type JobEffect =
  | { readonly kind: 'prepare' }
  | {
      readonly kind: 'publish';
      /** By the tables' places in the details. */
      readonly tables: readonly { readonly index: number; readonly layers: readonly Layer[] }[];
    }
  /** `sha256` is the digest of the backup's manifest. */
  | {
      readonly kind: 'backed-up';
      readonly sha256: string;
      readonly rows: number;
      readonly bytes: number;
    }
  | { readonly kind: 'drop' }
  | {
      readonly kind: 'statistics';
      readonly rows: number;
      readonly written: number;
      readonly columns: readonly ColumnStatistics[];
    }
  | { readonly kind: 'cleared' };
