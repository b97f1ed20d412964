// The jobs that this project brings along: BACKUP, RESTORE, statistics, and the removal of what was
// dropped. They do real work on real bytes, and last as long as those.
import { createClient, ROOT, type Bus, type Clock, type Ids, type Storage } from '@rescind/shared';
import { backupJob } from './built-in/backup.ts';
import { createClusterReader } from './built-in/cluster-reader.ts';
import { statisticsJobs } from './built-in/create-statistics.ts';
import { startPublisher } from './built-in/publish-backups.ts';
import { restoreJob } from './built-in/restore.ts';
import { schemaChangeGcJob } from './built-in/schema-change-gc.ts';
import type { JobDefinition } from './define-job.ts';

export interface BuiltInHost {
  readonly storage: Storage;
  readonly bus: Bus;
  /** The cluster's name. */
  readonly cluster: string;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: (line: string) => void;
  /** Bytes copied between two checkpoints; for simulations, whose tables are small. */
  readonly checkpointBytes?: number;
}

export interface BuiltIn {
  /** To be given to the worker; one of every type in BUILT_IN_TYPES. */
  readonly jobs: readonly JobDefinition[];
  /** Ends what does not belong to a job: the publishing of backups. */
  stop(): void;
}

/** All that a process with a worker needs, over the bus that its worker speaks on. */
export function startBuiltIn(host: BuiltInHost): BuiltIn {
  const { storage, bus, cluster, clock, ids, log, checkpointBytes } = host;
  const client = createClient({ bus, cluster, user: ROOT, clock, ids, application: 'worker' });
  const reader = createClusterReader(client);
  const publisher = startPublisher({ storage, board: reader, clock, log });
  const options = {
    storage,
    cluster: reader,
    onBackedUp: () => publisher.expect(),
    ...(checkpointBytes === undefined ? {} : { checkpointBytes }),
  };
  return {
    jobs: [
      backupJob(options),
      restoreJob(options),
      ...statisticsJobs(options),
      schemaChangeGcJob(options),
    ],
    stop: () => publisher.stop(),
  };
}
