// Names in the catalog: which may be given, and what is said when they are taken or unknown.
import { invalid, type Refusal } from '../../job/refusal.ts';
import { findDatabase, findTable, type CatalogView } from '../catalog.ts';
import type { Database, Table, TableName } from '../descriptor.ts';

const NAME_MAX = 128;

export function badName(name: string): Refusal | undefined {
  if (name === '') return invalid('empty name', '42602');
  if (name.length > NAME_MAX) return invalid(`a name may have ${NAME_MAX} characters`, '42622');
  return undefined;
}

export function databaseExists(name: string): Refusal {
  return invalid(`database "${name}" already exists`, '42P04');
}

export function tableExists({ database, table }: TableName): Refusal {
  return invalid(`relation "${database}.public.${table}" already exists`, '42P07');
}

/** The database of that name, or why there is none. */
export function theDatabase(view: CatalogView, name: string): Database | Refusal {
  return findDatabase(view, name) ?? invalid(`database "${name}" does not exist`, '3D000');
}

/** The table of that name that everybody may use, or why there is none. */
export function theTable(view: CatalogView, name: TableName): Table | Refusal {
  const table = findTable(view, name);
  if (table === undefined) {
    return invalid(`relation "${name.database}.public.${name.table}" does not exist`, '42P01');
  }
  return offline(table) ?? table;
}

/** A table that a job fills is nobody else's until then. */
export function offline(table: Table): Refusal | undefined {
  if (table.state !== 'offline') return undefined;
  const hint = `Job ${table.job ?? '?'} is filling it: wait for it, or cancel it.`;
  return invalid(`relation "${table.name}" is offline: restoring`, '55000', hint);
}

export function isRefusal(value: object): value is Refusal {
  return 'code' in value && 'message' in value;
}
