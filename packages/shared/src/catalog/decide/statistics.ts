// Jobs that make statistics: users' own at any time, automatic ones only while no other runs.
import type { ClusterEvent } from '../../cluster/events.ts';
import { nothing, refuse, type Decision } from '../../cluster/decision.ts';
import { AUTOMATIC_COLLECTION } from '../../cluster/settings.ts';
import type { ClusterView } from '../../cluster/state.ts';
import type { Stamp } from '../../job/evolve-job.ts';
import { encodeIds } from '../../job/id-list.ts';
import type { Actor } from '../../job/job.ts';
import { nextJobId } from '../../job/job-id.ts';
import { invalid } from '../../job/refusal.ts';
import type { Json } from '../../json.ts';
import { nameOf } from '../catalog.ts';
import type { DataCommandBy, DataPolicy } from '../commands.ts';
import { qualifiedName, type Table } from '../descriptor.ts';
import { AUTO_CREATE_STATS, CREATE_STATS, type StatisticsDetails } from '../job-details.ts';
import { AUTOMATIC_STATISTICS, isStale } from '../statistics.ts';
import { ROOT } from '../user.ts';
import { isRefusal, theTable } from './names.ts';

export function createStatistics(
  view: ClusterView,
  command: Extract<DataCommandBy, { readonly kind: 'CreateStatistics' }>,
  stamp: Stamp,
): Decision {
  const { name, table: tableName, columns, description, by } = command;
  const table = theTable(view.catalog, tableName);
  if (isRefusal(table)) return refuse(table);
  if (name.startsWith('__')) {
    return refuse(invalid(`statistics name "${name}" is reserved`, '42939'));
  }
  const unknown = columns.find((column) => table.columns.every((each) => each.name !== column));
  if (unknown !== undefined) {
    return refuse(invalid(`column "${unknown}" does not exist`, '42703'));
  }
  const details = { name, table: table.id, columns };
  const event = statisticsJob(view, CREATE_STATS, details, { by, description }, stamp);
  return { events: [event], answer: { ok: true, kind: 'created', jobs: event.jobs } };
}

/** Whether automatic statistics jobs may be made now: the setting, a worker, no other job. */
export function mayRefresh(view: ClusterView): boolean {
  return (
    view.setting(AUTOMATIC_COLLECTION) !== 0 &&
    view.jobType(AUTO_CREATE_STATS) !== undefined &&
    view.activeStatistics().length === 0
  );
}

/** Whether the table's automatic statistics are due at log time `at`. */
export function isDue(view: ClusterView, table: Table, at: number): boolean {
  const settings = {
    fraction: view.setting('sql.stats.automatic_collection.fraction_stale_rows'),
    rows: view.setting('sql.stats.automatic_collection.min_stale_rows'),
  };
  const known = view.catalog.statistics.get(table.id) ?? [];
  return table.statisticsFrom <= at && isStale(table, known, settings);
}

/** The first of the tables that still needs it: one such job at a time in the cluster. */
export function refreshStatistics(
  view: ClusterView,
  { tables }: Extract<DataPolicy, { readonly kind: 'RefreshStatistics' }>,
  stamp: Stamp,
): Decision {
  if (!mayRefresh(view)) return nothing();
  for (const id of tables) {
    const table = view.catalog.tables.get(id);
    if (table === undefined || !isDue(view, table, stamp.at)) continue;
    return { ...nothing(), events: [automaticJob(view, table, stamp)] };
  }
  return nothing();
}

/** A new job for the automatic statistics of a table. */
export function automaticJob(view: ClusterView, table: Table, stamp: Stamp): ClusterEvent {
  const details = { name: AUTOMATIC_STATISTICS, table: table.id, columns: [] };
  const name = qualifiedName(nameOf(view.catalog, table));
  const description = `Table statistics refresh for ${name}`;
  const given = { by: { user: ROOT }, description };
  return statisticsJob(view, AUTO_CREATE_STATS, details, given, stamp);
}

function statisticsJob(
  view: ClusterView,
  jobType: string,
  details: StatisticsDetails,
  { by, description }: { readonly by: Actor; readonly description: string },
  { at }: Stamp,
): Extract<ClusterEvent, { readonly type: 'JobCreated' }> {
  return {
    type: 'JobCreated',
    jobs: encodeIds([nextJobId(view.lastJobId, at)]),
    jobType,
    details: [details as unknown as Json],
    by,
    description,
  };
}
