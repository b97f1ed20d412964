// What can have happened to databases, tables, their statistics, schedules and users.
import type { JobId } from '../job/job-id.ts';
import type { Actor } from '../job/job.ts';
import type { Json } from '../json.ts';
import type { Schedule } from '../schedule/schedule.ts';
import type { ScheduleId } from '../job/schedule-id.ts';
import type { Database, Layer, Table } from './descriptor.ts';
import type { TableStatistics } from './statistics.ts';
import type { User } from './user.ts';

/** Who did it: a user, or a job on somebody's behalf. */
interface Done {
  readonly by?: Actor;
  readonly job?: JobId;
}

export type CatalogEvent =
  | (Done & { readonly type: 'DatabaseCreated'; readonly database: Database })
  | (Done & { readonly type: 'DatabaseRenamed'; readonly database: number; readonly name: string })
  | (Done & { readonly type: 'DatabaseDropped'; readonly database: number })
  /** A RESTORE leaves a database that it made: others have put tables into it. */
  | (Done & { readonly type: 'DatabaseKept'; readonly database: number; readonly reason: string })
  | (Done & {
      readonly type: 'TableCreated';
      readonly table: Pick<
        Table,
        'id' | 'database' | 'name' | 'columns' | 'owner' | 'state' | 'job'
      >;
    })
  | (Done & { readonly type: 'TableRenamed'; readonly table: number; readonly name: string })
  /** The name is free; the data goes with a GC job. */
  | (Done & { readonly type: 'TableDropped'; readonly table: number })
  /** Offline tables and the databases of their job are everybody's now. */
  | (Done & {
      readonly type: 'TablesPublished';
      readonly job: JobId;
      readonly tables: readonly { readonly id: number; readonly layers: readonly Layer[] }[];
    })
  /** The data of dropped tables is gone, and so are their descriptors. */
  | (Done & { readonly type: 'TablesCleared'; readonly tables: readonly number[] })
  | (Done & {
      readonly type: 'RowsInserted';
      readonly table: number;
      readonly rows?: readonly (readonly Json[])[];
      readonly layer?: Layer;
      /** Of the layer's rows so many are the first ones that the log held; they leave it. */
      readonly merged?: number;
    })
  | { readonly type: 'PositionProtected'; readonly job: JobId }
  | { readonly type: 'ProtectionReleased'; readonly job: JobId }
  /** In the commit of its success: from here on, and not before, its manifest may be stored. */
  | {
      readonly type: 'BackupCompleted';
      readonly job: JobId;
      readonly uri: string;
      readonly subdir: string;
      readonly sha256: string;
      readonly rows: number;
      readonly bytes: number;
    }
  /** The manifest is in the collection. */
  | { readonly type: 'BackupPublished'; readonly job: JobId }
  | {
      readonly type: 'StatisticsRecorded';
      readonly table: number;
      readonly statistics: TableStatistics;
    }
  /** Automatic statistics are to be made again as soon as no other statistics job is under way. */
  | { readonly type: 'StatisticsWanted'; readonly table: number }
  | { readonly type: 'StatisticsUnwanted'; readonly table: number }
  /** Automatic statistics failed; they are tried again after `until`. */
  | { readonly type: 'StatisticsDeferred'; readonly table: number; readonly until: number }
  | (Done & { readonly type: 'ScheduleCreated'; readonly schedule: Schedule })
  | (Done & { readonly type: 'ScheduleChanged'; readonly schedule: Schedule })
  | (Done & { readonly type: 'ScheduleDropped'; readonly schedule: ScheduleId })
  | (Done & { readonly type: 'UserCreated'; readonly user: User })
  | (Done & { readonly type: 'UserDropped'; readonly user: string });

export const CATALOG_EVENT_TYPES: readonly CatalogEvent['type'][] = [
  'DatabaseCreated',
  'DatabaseRenamed',
  'DatabaseDropped',
  'DatabaseKept',
  'TableCreated',
  'TableRenamed',
  'TableDropped',
  'TablesPublished',
  'TablesCleared',
  'RowsInserted',
  'PositionProtected',
  'ProtectionReleased',
  'BackupCompleted',
  'BackupPublished',
  'StatisticsRecorded',
  'StatisticsWanted',
  'StatisticsUnwanted',
  'StatisticsDeferred',
  'ScheduleCreated',
  'ScheduleChanged',
  'ScheduleDropped',
  'UserCreated',
  'UserDropped',
];
