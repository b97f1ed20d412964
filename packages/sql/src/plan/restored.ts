// What of a backup a RESTORE brings back, and under which names. Pure.
import {
  qualifiedName,
  type BackupManifest,
  type RestoreDetails,
  type RestoredTable,
  type TableName,
} from '@rescind/shared';
import { errorAt } from '../sql-error.ts';
import type { DatabaseTargets, Restore, TableTargets } from '../syntax/ast/backup.ts';
import { patternsOf } from './targets.ts';

export interface RestoreChoice {
  /** The session's database. */
  readonly current: string;
  /** `into_db`: the database that restored tables go into. */
  readonly intoDb: string | null;
  /** `new_db_name`: what the restored database is to be called. */
  readonly newDbName: string | null;
  /** Databases of the cluster; looked at when the whole backup is restored. */
  readonly existing: ReadonlySet<string>;
}

interface Source {
  readonly manifest: BackupManifest;
  readonly subdir: string;
}

type Chosen = Pick<RestoreDetails, 'databases' | 'tables'>;

/** Databases that every cluster has: a restored cluster puts tables into its own. */
const ALWAYS_THERE: ReadonlySet<string> = new Set(['defaultdb', 'postgres']);

/** Throws 3D000 and 42P01 for what is not in the backup, 22023 for options that do not fit. */
export function chooseRestored(tree: Restore, source: Source, choice: RestoreChoice): Chosen {
  const { targets } = tree;
  checkOptions(tree, choice);
  if (targets === null) return everything(source, choice.existing);
  return targets.kind === 'DatabaseTargets'
    ? databasesOf(targets, source, choice)
    : tablesOf(targets, source, choice);
}

function checkOptions(tree: Restore, { intoDb, newDbName }: RestoreChoice): void {
  const { targets } = tree;
  if (intoDb !== null && targets?.kind !== 'TableTargets') {
    throw errorAt(tree, '22023', 'into_db can only be used for RESTORE TABLE');
  }
  const isOne = targets?.kind === 'DatabaseTargets' && targets.names.length === 1;
  if (newDbName === null || isOne) return;
  const message = 'new_db_name can only be used for RESTORE DATABASE with a single target database';
  throw errorAt(tree, '22023', message);
}

function everything({ manifest }: Source, existing: ReadonlySet<string>): Chosen {
  const isMade = (name: string): boolean => !ALWAYS_THERE.has(name) || !existing.has(name);
  return {
    databases: manifest.databases.filter(isMade),
    tables: manifest.tables.map((_, index) => restored(manifest, index)),
  };
}

function databasesOf(
  targets: DatabaseTargets,
  { manifest, subdir }: Source,
  { newDbName }: RestoreChoice,
): Chosen {
  const names = new Set(targets.names);
  for (const name of names) {
    if (manifest.databases.includes(name)) continue;
    throw errorAt(targets, '3D000', `database "${name}" does not exist in backup ${subdir}`);
  }
  const tables = manifest.tables.flatMap(({ database }, index) =>
    names.has(database) ? [restored(manifest, index, newDbName ?? database)] : [],
  );
  return { databases: newDbName === null ? [...names] : [newDbName], tables };
}

/** Every table once, in the order of the backup. */
function tablesOf(
  targets: TableTargets,
  { manifest, subdir }: Source,
  { current, intoDb }: RestoreChoice,
): Chosen {
  const { tables, databases } = patternsOf(targets.patterns, current);
  const wanted = new Set(tables.map(keyOf));
  const whole = new Set(databases);
  const found: RestoredTable[] = [];
  manifest.tables.forEach(({ database, name: table }, index) => {
    if (!wanted.delete(keyOf({ database, table })) && !whole.has(database)) return;
    found.push(restored(manifest, index, intoDb ?? database));
  });
  for (const name of whole) {
    if (manifest.databases.includes(name)) continue;
    throw errorAt(targets, '3D000', `database "${name}" does not exist in backup ${subdir}`);
  }
  const missing = tables.find((name) => wanted.has(keyOf(name)));
  if (missing !== undefined) {
    const message = `relation "${qualifiedName(missing)}" does not exist in backup ${subdir}`;
    throw errorAt(targets, '42P01', message);
  }
  checkNames(targets, found);
  return { databases: [], tables: found };
}

/** With `into_db` tables of two databases may come to have one name. */
function checkNames(targets: TableTargets, found: readonly RestoredTable[]): void {
  const names = new Set<string>();
  for (const table of found) {
    const name = keyOf(table);
    if (names.has(name)) {
      const message = `relation "${qualifiedName(table)}" would be restored twice`;
      throw errorAt(targets, '42P07', message);
    }
    names.add(name);
  }
}

/** No two names have the same. */
function keyOf({ database, table }: TableName): string {
  return JSON.stringify([database, table]);
}

function restored(manifest: BackupManifest, index: number, into?: string): RestoredTable {
  const { name: table, database, columns, rows, bytes } = manifest.tables[index]!;
  return { database: into ?? database, table, columns, rows, bytes, index };
}
