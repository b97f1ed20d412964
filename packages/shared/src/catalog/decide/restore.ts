// The life of a RESTORE in the catalog: the job is made when its names are free, prepares offline
// tables, publishes them with its success, or takes everything back with the end of its revert.
import { refuse, type Decision } from '../../cluster/decision.ts';
import type { ClusterEvent } from '../../cluster/events.ts';
import type { ClusterView } from '../../cluster/state.ts';
import type { Stamp } from '../../job/evolve-job.ts';
import { encodeIds } from '../../job/id-list.ts';
import type { Job } from '../../job/job.ts';
import { nextJobId } from '../../job/job-id.ts';
import { invalid, type Refusal } from '../../job/refusal.ts';
import type { Json } from '../../json.ts';
import { findDatabase, findTable, tablesOf, type CatalogView } from '../catalog.ts';
import type { DataCommandBy } from '../commands.ts';
import { rowsOf, type Database, type Table } from '../descriptor.ts';
import { RESTORE, type JobEffect, type RestoreDetails } from '../job-details.ts';
import { gcJob } from './gc.ts';
import { badName, databaseExists, tableExists, theDatabase, isRefusal } from './names.ts';

export function createRestore(
  view: ClusterView,
  command: Extract<DataCommandBy, { readonly kind: 'CreateRestore' }>,
  { at }: Stamp,
): Decision {
  const { details, description, by } = command;
  const wrong = conflict(view.catalog, details);
  if (wrong !== undefined) return refuse(wrong);
  const jobs = encodeIds([nextJobId(view.lastJobId, at)]);
  const json = details as unknown as Json;
  return {
    events: [{ type: 'JobCreated', jobs, jobType: RESTORE, details: [json], by, description }],
    answer: { ok: true, kind: 'created', jobs },
  };
}

/** A name that is not free, or a database that is not there. */
function conflict(view: CatalogView, { databases, tables }: RestoreDetails): Refusal | undefined {
  if (tables.length === 0 && databases.length === 0) {
    return invalid('the backup holds nothing of what is to be restored', '22023');
  }
  for (const [index, name] of databases.entries()) {
    const wrong = badName(name);
    if (wrong !== undefined) return wrong;
    if (findDatabase(view, name) !== undefined) return databaseExists(name);
    if (databases.indexOf(name) < index) return databaseExists(name);
  }
  const names = new Set<string>();
  for (const name of tables) {
    const wrong = badName(name.table);
    if (wrong !== undefined) return wrong;
    // Two tables that the backup knew apart may come to the same database of another name.
    const key = JSON.stringify([name.database, name.table]);
    if (names.has(key)) return tableExists(name);
    names.add(key);
    if (databases.includes(name.database)) continue;
    const database = theDatabase(view, name.database);
    if (isRefusal(database)) return database;
    if (findTable(view, name) !== undefined) return tableExists(name);
  }
  return undefined;
}

/** Offline tables, and the databases for them. Done before, it does nothing. */
export function prepareRestore(
  { catalog }: ClusterView,
  job: Job,
): readonly ClusterEvent[] | Refusal {
  if (isPrepared(catalog, job)) return [];
  const details = job.details as unknown as RestoreDetails;
  const wrong = conflict(catalog, details);
  if (wrong !== undefined) return wrong;
  let next = catalog.nextDescriptorId;
  const events: ClusterEvent[] = [];
  const ids = new Map<string, number>();
  for (const name of details.databases) {
    const database: Database = { id: next++, name, owner: job.owner, job: job.id };
    ids.set(name, database.id);
    events.push({ type: 'DatabaseCreated', database, job: job.id });
  }
  for (const { database: name, table, columns } of details.tables) {
    const database = ids.get(name) ?? findDatabase(catalog, name)!.id;
    const made = { id: next++, database, name: table, columns, owner: job.owner } as const;
    const state = { state: 'offline', job: job.id } as const;
    events.push({ type: 'TableCreated', table: { ...made, ...state }, job: job.id });
  }
  return events;
}

/** Tables and databases of the job that are still its own. */
function madeBy(catalog: CatalogView, job: Job): { tables: Table[]; databases: Database[] } {
  return {
    tables: [...catalog.tables.values()]
      .filter((table) => table.job === job.id && table.state === 'offline')
      .sort((a, b) => a.id - b.id),
    databases: [...catalog.databases.values()].filter((each) => each.job === job.id),
  };
}

function isPrepared(catalog: CatalogView, job: Job): boolean {
  const { tables, databases } = madeBy(catalog, job);
  return tables.length > 0 || databases.length > 0;
}

/** Everything at once: nobody ever sees half of a restored database. */
export function publishRestore(
  { catalog }: ClusterView,
  job: Job,
  effect: Extract<JobEffect, { readonly kind: 'publish' }>,
): readonly ClusterEvent[] | Refusal {
  // A success without anything to show for it would be a lie.
  if (!isPrepared(catalog, job)) return invalid(`job ${job.id} has prepared nothing`, '55000');
  const { tables } = madeBy(catalog, job);
  const layers = new Map(effect.tables.map((each) => [each.index, each.layers]));
  const details = job.details as unknown as RestoreDetails;
  // They were made in the order of the details, and nobody else can drop what is offline.
  const published = tables.map(({ id }, index) => ({ id, layers: layers.get(index) ?? [] }));
  for (const [index, { layers: written }] of published.entries()) {
    const { table, rows } = details.tables[index]!;
    const found = rowsOf({ layers: written, inline: [] });
    if (found !== rows) {
      return invalid(
        `table "${table}" has ${rows} rows in the backup, ${found} came back`,
        'XX001',
      );
    }
  }
  return [{ type: 'TablesPublished', job: job.id, tables: published }];
}

/**
 * Takes back what the job has made: tables, one GC job for their data, and databases unless others
 * have put something into them. What is gone already is passed over, so it can be done again.
 */
export function dropRestore(view: ClusterView, job: Job, stamp: Stamp): readonly ClusterEvent[] {
  const { catalog } = view;
  const { tables, databases } = madeBy(catalog, job);
  const events: ClusterEvent[] = tables.map(({ id }) => ({
    type: 'TableDropped',
    table: id,
    job: job.id,
  }));
  if (tables.length > 0) {
    const { description: cause, owner } = job;
    events.push(gcJob(view, { tables, job: job.id, cause, owner }, stamp));
  }
  const own = new Set(tables.map(({ id }) => id));
  for (const { id, name } of databases) {
    const others = tablesOf(catalog, id).filter((table) => !own.has(table.id));
    if (others.length === 0) {
      events.push({ type: 'DatabaseDropped', database: id, job: job.id });
      continue;
    }
    const reason = `preserving database ${name} because it contains new child objects`;
    events.push({ type: 'DatabaseKept', database: id, reason, job: job.id });
  }
  return events;
}
