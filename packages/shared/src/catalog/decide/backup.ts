// CREATE of a BACKUP job: what it covers is settled in the commit that makes it.
import type { ClusterEvent } from '../../cluster/events.ts';
import { DONE } from '../../cluster/answer.ts';
import { nothing, refuse, type Decision } from '../../cluster/decision.ts';
import type { ClusterView } from '../../cluster/state.ts';
import type { Stamp } from '../../job/evolve-job.ts';
import { encodeIds, type IdList } from '../../job/id-list.ts';
import type { Actor } from '../../job/job.ts';
import { nextJobId } from '../../job/job-id.ts';
import { subdirOf } from '../../backup-collection/subdir.ts';
import { invalid, type Refusal } from '../../job/refusal.ts';
import type { Json } from '../../json.ts';
import type { ScheduleId } from '../../job/schedule-id.ts';
import { tablesOf, type CatalogView } from '../catalog.ts';
import type { DataCommandBy } from '../commands.ts';
import type { Database, Table } from '../descriptor.ts';
import {
  BACKUP,
  type BackedUpTable,
  type BackupDetails,
  type BackupTargets,
} from '../job-details.ts';
import { ROOT } from '../user.ts';
import { isRefusal, theDatabase, theTable } from './names.ts';

export interface BackupRequest {
  readonly targets: BackupTargets;
  readonly uri: string;
  readonly description: string;
  readonly by: Actor;
  readonly schedule?: ScheduleId;
}

export function createBackup(
  view: ClusterView,
  command: Extract<DataCommandBy, { readonly kind: 'CreateBackup' }>,
  stamp: Stamp,
): Decision {
  const made = newBackup(view, command, stamp);
  if (isRefusal(made)) return refuse(made);
  const { jobs, events } = made;
  return { events, answer: { ok: true, kind: 'created', jobs } };
}

/** The manifest lies in the collection. Said twice it changes nothing. */
export function publishBackup(
  { catalog }: ClusterView,
  { job, by }: Extract<DataCommandBy, { readonly kind: 'PublishBackup' }>,
): Decision {
  // Workers speak as root; anybody else could only lose somebody's backup by it.
  if (by.user !== ROOT) return refuse(invalid('only root may publish a backup', '42501'));
  if (!catalog.publications.has(job)) return nothing();
  return { events: [{ type: 'BackupPublished', job }], answer: DONE };
}

interface NewBackup {
  readonly jobs: IdList;
  readonly events: readonly ClusterEvent[];
}

/** The job, and the protection of what it covers; or why there can be none. */
export function newBackup(
  view: ClusterView,
  { targets, uri, description, by, schedule }: BackupRequest,
  { at }: Stamp,
): NewBackup | Refusal {
  const found = covered(view.catalog, targets);
  if (isRefusal(found)) return found;
  const { databases, tables } = found;
  const id = nextJobId(view.lastJobId, at);
  const details: BackupDetails = { uri, subdir: subdirOf(at), at, targets, databases, tables };
  const jobs = encodeIds([id]);
  return {
    jobs,
    events: [
      {
        type: 'JobCreated',
        jobs,
        jobType: BACKUP,
        details: [details as unknown as Json],
        by,
        description,
        ...(schedule === undefined ? {} : { schedule }),
      },
      { type: 'PositionProtected', job: id },
    ],
  };
}

interface Covered {
  readonly databases: readonly string[];
  readonly tables: readonly BackedUpTable[];
}

function covered(view: CatalogView, targets: BackupTargets): Covered | Refusal {
  const found = new Map<number, BackedUpTable>();
  const cover = (database: string, table: Table): void => {
    if (table.state !== 'public') return;
    const { id, layers, inline, name } = table;
    const amounts = { layers: layers.length, inline: inline.length };
    found.set(id, { id, database, table: name, ...amounts });
  };
  const databases = new Set<string>();
  const coverDatabase = ({ id, name }: Database): void => {
    databases.add(name);
    for (const table of tablesOf(view, id)) cover(name, table);
  };
  if (targets.databases === undefined && targets.tables === undefined) {
    for (const database of view.databases.values()) {
      if (database.job === null) coverDatabase(database);
    }
  }
  for (const name of targets.databases ?? []) {
    const database = theDatabase(view, name);
    if (isRefusal(database)) return database;
    coverDatabase(database);
  }
  for (const name of targets.tables ?? []) {
    const table = theTable(view, name);
    if (isRefusal(table)) return table;
    cover(name.database, table);
  }
  return { databases: [...databases], tables: [...found.values()] };
}
