/** The SHOW statements that hold no query and no expression. */

import type { Placeholder, Read, StringLiteral } from '../leaf.ts';

/** `SHOW [RUNNING | PAUSED] SCHEDULES [FOR BACKUP | FOR SQL STATISTICS]`. */
export interface ShowSchedules extends Read {
  readonly kind: 'ShowSchedules';
  readonly which: 'RUNNING' | 'PAUSED' | null;
  readonly purpose: 'BACKUP' | 'SQL STATISTICS' | null;
}

/** `SHOW DATABASES`. */
export interface ShowDatabases extends Read {
  readonly kind: 'ShowDatabases';
}

/** `SHOW TABLES [FROM database]`. */
export interface ShowTables extends Read {
  readonly kind: 'ShowTables';
  /** A database, or a database and a schema; null for the session's database. */
  readonly from: readonly string[] | null;
}

/** `SHOW COLUMNS FROM table`. */
export interface ShowColumns extends Read {
  readonly kind: 'ShowColumns';
  /** One to three parts. */
  readonly table: readonly string[];
}

/** `SHOW CREATE TABLE table`. */
export interface ShowCreateTable extends Read {
  readonly kind: 'ShowCreateTable';
  /** One to three parts. */
  readonly table: readonly string[];
}

/** `SHOW USERS`. */
export interface ShowUsers extends Read {
  readonly kind: 'ShowUsers';
}

/** `SHOW STATISTICS FOR TABLE table`. */
export interface ShowStatistics extends Read {
  readonly kind: 'ShowStatistics';
  /** One to three parts. */
  readonly table: readonly string[];
}

/** `SHOW EXPERIMENTAL_FINGERPRINTS FROM TABLE table`. */
export interface ShowFingerprints extends Read {
  readonly kind: 'ShowFingerprints';
  /** One to three parts. */
  readonly table: readonly string[];
}

/** `SHOW BACKUPS IN collection`. */
export interface ShowBackups extends Read {
  readonly kind: 'ShowBackups';
  readonly uri: StringLiteral | Placeholder;
}

/** `SHOW BACKUP { subdirectory | LATEST } IN collection`. */
export interface ShowBackup extends Read {
  readonly kind: 'ShowBackup';
  readonly subdirectory: StringLiteral | Placeholder | 'LATEST';
  readonly uri: StringLiteral | Placeholder;
}

/** `SHOW CLUSTER SETTING name`. */
export interface ShowClusterSetting extends Read {
  readonly kind: 'ShowClusterSetting';
  readonly name: string;
}

/** `SHOW { PUBLIC | ALL } CLUSTER SETTINGS`. */
export interface ShowClusterSettings extends Read {
  readonly kind: 'ShowClusterSettings';
  readonly which: 'PUBLIC' | 'ALL';
}
