// One event of the catalog applied to its draft. It never refuses; an event about something that
// does not exist means a broken log.
import type { Stamp } from '../job/evolve-job.ts';
import { invariant } from '../invariant.ts';
import type { CatalogDraft } from './catalog-draft.ts';
import type { Table } from './descriptor.ts';
import type { CatalogEvent } from './events.ts';
import { AUTOMATIC_KEPT, AUTOMATIC_STATISTICS, type TableStatistics } from './statistics.ts';

export function evolveCatalog(draft: CatalogDraft, event: CatalogEvent, stamp: Stamp): void {
  switch (event.type) {
    case 'DatabaseCreated':
      draft.databases.set(event.database.id, event.database);
      draft.nextDescriptorId = Math.max(draft.nextDescriptorId, event.database.id + 1);
      return;
    case 'DatabaseRenamed': {
      const database = draft.databases.get(event.database);
      invariant(database !== undefined, `commit ${stamp.n} renames no database`);
      draft.databases.set(database.id, { ...database, name: event.name });
      return;
    }
    case 'DatabaseDropped':
      draft.databases.delete(event.database);
      return;
    case 'DatabaseKept': {
      const database = draft.databases.get(event.database);
      invariant(database !== undefined, `commit ${stamp.n} keeps no database`);
      draft.databases.set(database.id, { ...database, job: null });
      return;
    }
    case 'ScheduleCreated':
      draft.schedules.set(event.schedule.id, event.schedule);
      draft.lastScheduleId = event.schedule.id;
      return;
    case 'ScheduleChanged':
      draft.schedules.set(event.schedule.id, event.schedule);
      return;
    case 'ScheduleDropped':
      draft.schedules.delete(event.schedule);
      return;
    case 'UserCreated':
      draft.users.set(event.user.name, event.user);
      return;
    case 'UserDropped':
      draft.users.delete(event.user);
      return;
    case 'PositionProtected':
      draft.protections.set(event.job, { job: event.job, n: stamp.n });
      return;
    case 'ProtectionReleased':
      draft.protections.delete(event.job);
      return;
    case 'BackupCompleted': {
      const { job, uri, subdir, sha256, rows, bytes } = event;
      draft.publications.set(job, { job, uri, subdir, sha256, rows, bytes });
      return;
    }
    case 'BackupPublished':
      draft.publications.delete(event.job);
      return;
    default:
      evolveTables(draft, event, stamp);
  }
}

type TableEvent = Extract<
  CatalogEvent,
  { readonly type: `Table${string}` | `Rows${string}` | `Statistics${string}` }
>;

function evolveTables(draft: CatalogDraft, event: TableEvent, { n }: Stamp): void {
  /** Replaces a table by what `step` makes of it. */
  const change = (id: number, step: (table: Table) => Partial<Table>): void => {
    const table = draft.tables.get(id);
    invariant(table !== undefined, `${event.type} in commit ${n} names no table: ${id}`);
    draft.tables.set(id, { ...table, ...step(table) });
  };
  switch (event.type) {
    case 'TableCreated':
      draft.tables.set(event.table.id, {
        ...event.table,
        layers: [],
        inline: [],
        inlineBytes: 0,
        written: 0,
        statisticsFrom: 0,
      });
      draft.nextDescriptorId = Math.max(draft.nextDescriptorId, event.table.id + 1);
      return;
    case 'TableRenamed':
      return change(event.table, () => ({ name: event.name }));
    case 'TableDropped':
      draft.wishes.delete(event.table);
      return change(event.table, () => ({ state: 'dropped' }));
    case 'TablesPublished':
      return publish(draft, event, change);
    case 'TablesCleared':
      for (const id of event.tables) {
        draft.tables.delete(id);
        draft.statistics.delete(id);
      }
      return;
    case 'RowsInserted':
      return change(event.table, (table) => withRows(table, event));
    case 'StatisticsRecorded':
      draft.statistics.set(
        event.table,
        withNewest(draft.statistics.get(event.table) ?? [], event.statistics),
      );
      return;
    case 'StatisticsWanted':
      draft.wishes.set(event.table, event.table);
      return;
    case 'StatisticsUnwanted':
      draft.wishes.delete(event.table);
      return;
    case 'StatisticsDeferred':
      return change(event.table, () => ({ statisticsFrom: event.until }));
  }
}

function publish(
  draft: CatalogDraft,
  event: Extract<CatalogEvent, { readonly type: 'TablesPublished' }>,
  change: (id: number, step: (table: Table) => Partial<Table>) => void,
): void {
  for (const { id, layers } of event.tables) {
    const rows = layers.reduce((sum, layer) => sum + layer.rows, 0);
    change(id, ({ written }) => ({
      state: 'public',
      job: null,
      layers,
      written: written + rows,
    }));
  }
  for (const database of draft.databases.values()) {
    if (database.job === event.job) draft.databases.set(database.id, { ...database, job: null });
  }
}

function withRows(
  { layers, inline, inlineBytes, written }: Table,
  { rows = [], layer, merged = 0 }: Extract<CatalogEvent, { readonly type: 'RowsInserted' }>,
): Partial<Table> {
  const kept = merged === 0 ? inline : inline.slice(merged);
  const keptBytes = merged === 0 ? inlineBytes : charactersOf(kept);
  return {
    layers: layer === undefined ? layers : [...layers, layer],
    inline: rows.length === 0 ? kept : [...kept, ...rows],
    inlineBytes: keptBytes + charactersOf(rows),
    written: written + rows.length + (layer?.rows ?? 0) - merged,
  };
}

function charactersOf(rows: Table['inline']): number {
  return rows.length === 0 ? 0 : JSON.stringify(rows).length;
}

/** The newest of each name a user gave, and the last few automatic ones. */
function withNewest(
  kept: readonly TableStatistics[],
  newest: TableStatistics,
): readonly TableStatistics[] {
  if (newest.name !== AUTOMATIC_STATISTICS) {
    return [...kept.filter(({ name }) => name !== newest.name), newest];
  }
  const automatic = kept.filter(({ name }) => name === AUTOMATIC_STATISTICS);
  const oldest = automatic.length < AUTOMATIC_KEPT ? undefined : automatic[0];
  return [...kept.filter((each) => each !== oldest), newest];
}
