// Everything that exists besides jobs and sessions, as decisions and readers see it.
import type { Entities } from '../cluster/overlay.ts';
import type { JobId } from '../job/job-id.ts';
import type { Schedule } from '../schedule/schedule.ts';
import type { ScheduleId } from '../job/schedule-id.ts';
import {
  FIRST_DATABASES,
  FIRST_FREE_ID,
  type Database,
  type Table,
  type TableName,
} from './descriptor.ts';
import type { TableStatistics } from './statistics.ts';
import type { User } from './user.ts';

export interface CatalogView {
  readonly databases: Entities<number, Database>;
  readonly tables: Entities<number, Table>;
  /** By table, oldest first. */
  readonly statistics: Entities<number, readonly TableStatistics[]>;
  /** Since which commit a job protects what stands in the log. */
  readonly protections: Entities<JobId, Protection>;
  /** Backups that are done and have no manifest in their collection yet. */
  readonly publications: Entities<JobId, Publication>;
  readonly schedules: Entities<ScheduleId, Schedule>;
  readonly users: Entities<string, User>;
  /** Tables whose automatic statistics wait for other statistics jobs to end. */
  readonly wishes: Entities<number, number>;
  readonly nextDescriptorId: number;
  readonly lastScheduleId: ScheduleId | null;
}

export interface Protection {
  readonly job: JobId;
  /** Number of the commit. */
  readonly n: number;
}

/** A backup whose manifest is still to be stored: only the log makes it one. */
export interface Publication {
  readonly job: JobId;
  readonly uri: string;
  readonly subdir: string;
  /** Digest of the manifest. */
  readonly sha256: string;
  readonly rows: number;
  readonly bytes: number;
}

/** The maps behind it, in the base state. */
export class Catalog implements CatalogView {
  readonly databases = new Map<number, Database>(FIRST_DATABASES.map((each) => [each.id, each]));
  readonly tables = new Map<number, Table>();
  readonly statistics = new Map<number, readonly TableStatistics[]>();
  readonly protections = new Map<JobId, Protection>();
  readonly publications = new Map<JobId, Publication>();
  readonly schedules = new Map<ScheduleId, Schedule>();
  readonly users = new Map<string, User>();
  readonly wishes = new Map<number, number>();
  nextDescriptorId = FIRST_FREE_ID;
  lastScheduleId: ScheduleId | null = null;
}

export function findDatabase(view: CatalogView, name: string): Database | undefined {
  for (const database of view.databases.values()) if (database.name === name) return database;
  return undefined;
}

/** The table that has the name now; a dropped one has none. */
export function findTable(view: CatalogView, { database, table }: TableName): Table | undefined {
  const within = findDatabase(view, database);
  if (within === undefined) return undefined;
  for (const each of view.tables.values()) {
    if (each.database === within.id && each.name === table && each.state !== 'dropped') return each;
  }
  return undefined;
}

/** The tables of a database that have a name. */
export function tablesOf(view: CatalogView, database: number): readonly Table[] {
  return [...view.tables.values()].filter(
    (table) => table.database === database && table.state !== 'dropped',
  );
}

/** What a table is called now; its database may be gone. */
export function nameOf(view: CatalogView, table: Table): TableName {
  return { database: view.databases.get(table.database)?.name ?? '?', table: table.name };
}
