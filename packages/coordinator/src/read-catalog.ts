// Answers about databases, tables, statistics, schedules and users, from the folded state of one
// coordinator. Each is one message, so each has a bound, and says so when it is passed.
import {
  rowsOf,
  scheduleRow,
  statusOf,
  type ClusterState,
  type Query,
  type QueryResult,
  type Refusal,
  type Table,
  type TableInfo,
} from '@rescind/shared';
import { answerTooLarge } from './refusals.ts';

/** Entries of one answer, and columns of all tables in it: about 7 MB. */
const ENTRIES_MAX = 10_000;
const COLUMNS_MAX = 60_000;

export type CatalogQuery = Extract<
  Query,
  {
    readonly kind:
      | 'Catalog'
      | 'TableContents'
      | 'Statistics'
      | 'Schedules'
      | 'Users'
      | 'Publications';
  }
>;

export function queryCatalog(state: ClusterState, query: CatalogQuery): QueryResult | Refusal {
  const { catalog } = state;
  switch (query.kind) {
    case 'Catalog':
      return names(state);
    case 'TableContents':
      return { kind: 'TableContents', table: catalog.tables.get(query.table) ?? null };
    case 'Statistics':
      return { kind: 'Statistics', statistics: catalog.statistics.get(query.table) ?? [] };
    case 'Schedules':
      return schedules(state);
    case 'Users':
      if (catalog.users.size > ENTRIES_MAX) return tooMany('users', catalog.users.size);
      return { kind: 'Users', users: [...catalog.users.values()] };
    case 'Publications': {
      const publications = [...catalog.publications.values()].slice(0, ENTRIES_MAX);
      return { kind: 'Publications', publications };
    }
  }
}

function names({ catalog }: ClusterState): QueryResult | Refusal {
  const tables: TableInfo[] = [];
  let columns = 0;
  for (const table of catalog.tables.values()) {
    if (table.state === 'dropped') continue;
    columns += table.columns.length;
    if (tables.length >= ENTRIES_MAX) return tooMany('tables', catalog.tables.size);
    if (columns > COLUMNS_MAX) return tooMany('columns of tables', columns, COLUMNS_MAX);
    tables.push(infoOf(table));
  }
  if (catalog.databases.size > ENTRIES_MAX) return tooMany('databases', catalog.databases.size);
  return { kind: 'Catalog', databases: [...catalog.databases.values()], tables };
}

function infoOf(table: Table): TableInfo {
  const { inline: _inline, layers, ...rest } = table;
  let bytes = table.inlineBytes;
  for (const layer of layers) bytes += layer.bytes;
  return { ...rest, rows: rowsOf(table), bytes };
}

function schedules(state: ClusterState): QueryResult | Refusal {
  const all = state.catalog.schedules;
  if (all.size > ENTRIES_MAX) return tooMany('schedules', all.size);
  const rows = [...all.values()].map((schedule) => {
    const active = state.activeOf(schedule.id);
    const running = active.filter((id) => statusOf(state.jobs.get(id)!.place) === 'running');
    return scheduleRow(schedule, running.length);
  });
  return { kind: 'Schedules', rows };
}

function tooMany(what: string, count: number, max = ENTRIES_MAX): Refusal {
  return answerTooLarge(`there are ${count} ${what}, and one answer holds ${max}`);
}
