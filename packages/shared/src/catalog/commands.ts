// What users ask of the catalog, of schedules and of users. They travel over the bus as they are;
// who asks is added by whoever takes them.
import type { Actor } from '../job/job.ts';
import type { IdList } from '../job/id-list.ts';
import type { JobId } from '../job/job-id.ts';
import type { Json } from '../json.ts';
import type { ScheduleOptions } from '../schedule/options.ts';
import type { Layer, TableColumn, TableName } from './descriptor.ts';
import type { BackupTargets, RestoreDetails } from './job-details.ts';

/** Which rows a new layer takes the place of: the first so many that the log holds of the table. */
export interface Merging {
  readonly rows: number;
  /** How many layers the table had when they were read: one more, and they are others by now. */
  readonly layers: number;
}

export type DataCommand =
  | { readonly kind: 'CreateDatabase'; readonly name: string; readonly ifNotExists: boolean }
  | {
      readonly kind: 'DropDatabase';
      readonly name: string;
      readonly ifExists: boolean;
      /** Without it a database with tables is not dropped. */
      readonly cascade: boolean;
    }
  | { readonly kind: 'RenameDatabase'; readonly name: string; readonly to: string }
  | {
      readonly kind: 'CreateTable';
      readonly table: TableName;
      readonly columns: readonly TableColumn[];
      readonly ifNotExists: boolean;
    }
  | {
      readonly kind: 'DropTables';
      readonly tables: readonly TableName[];
      readonly ifExists: boolean;
    }
  | { readonly kind: 'RenameTable'; readonly table: TableName; readonly to: string }
  /** `rows` go into the log, a `layer` has been written before; `id` is the table it was for. */
  | {
      readonly kind: 'InsertRows';
      readonly table: TableName;
      readonly id: number;
      readonly rows?: readonly (readonly Json[])[];
      readonly layer?: Layer;
      /** The layer holds rows of the log too, which it takes the place of. */
      readonly merges?: Merging;
    }
  | {
      readonly kind: 'CreateBackup';
      readonly targets: BackupTargets;
      readonly uri: string;
      readonly description: string;
    }
  /** Said by a worker that has stored the manifest of a backup. */
  | { readonly kind: 'PublishBackup'; readonly job: JobId }
  | {
      readonly kind: 'CreateRestore';
      readonly details: RestoreDetails;
      readonly description: string;
    }
  | {
      readonly kind: 'CreateStatistics';
      readonly name: string;
      readonly table: TableName;
      readonly columns: readonly string[];
      readonly description: string;
    }
  | {
      readonly kind: 'CreateSchedule';
      readonly label: string | null;
      readonly ifNotExists: boolean;
      readonly targets: BackupTargets;
      readonly uri: string;
      readonly recurring: string;
      readonly fullBackup: string | null;
      readonly options: ScheduleOptions;
      /** The BACKUP it runs, as text. */
      readonly statement: string;
    }
  | {
      readonly kind: 'ControlSchedules';
      readonly verb: 'pause' | 'resume' | 'drop';
      /** Schedule ids look like job ids. */
      readonly schedules: IdList;
    }
  | {
      readonly kind: 'CreateUser';
      readonly name: string;
      readonly controlJob: boolean;
      readonly ifNotExists: boolean;
    }
  | {
      readonly kind: 'DropUsers';
      readonly names: readonly string[];
      readonly ifExists: boolean;
    };

export type DataCommandBy = DataCommand & { readonly by: Actor };

/** What the leader does by itself, again until nothing is left to do. */
export type DataPolicy =
  | { readonly kind: 'RefreshStatistics'; readonly tables: readonly number[] }
  | { readonly kind: 'FireSchedules'; readonly schedules: IdList };
