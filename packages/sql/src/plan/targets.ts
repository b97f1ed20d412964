// What a BACKUP or RESTORE is about, with every table by its full name.
import type { BackupTargets, TableName } from '@rescind/shared';
import type { TablePattern, Targets } from '../syntax/ast/backup.ts';
import { databaseNameOf, tableNameOf } from '../table-name.ts';

/**
 * The targets of a command; those of the whole cluster are none. `db.*` is the database: what of
 * it counts is settled when the backup is made, and a schedule makes many.
 */
export function backupTargets(targets: Targets | null, current: string): BackupTargets {
  if (targets === null) return {};
  if (targets.kind === 'DatabaseTargets') return { databases: targets.names };
  const { tables, databases } = patternsOf(targets.patterns, current);
  return {
    ...(databases.length === 0 ? {} : { databases }),
    ...(tables.length === 0 ? {} : { tables }),
  };
}

/** Patterns as names of tables, and of databases of which all tables are meant. */
export function patternsOf(
  patterns: readonly TablePattern[],
  current: string,
): { readonly tables: readonly TableName[]; readonly databases: readonly string[] } {
  const tables: TableName[] = [];
  const databases: string[] = [];
  for (const { name, star } of patterns) {
    if (star) databases.push(databaseNameOf(name, current));
    else tables.push(tableNameOf(name, current));
  }
  return { tables, databases };
}

/** The same targets with full names, for descriptions. */
export function withFullNames(targets: Targets | null, current: string): Targets | null {
  if (targets?.kind !== 'TableTargets') return targets;
  return {
    ...targets,
    patterns: targets.patterns.map((pattern) => ({
      ...pattern,
      name: pattern.star
        ? [databaseNameOf(pattern.name, current), 'public']
        : fullPath(tableNameOf(pattern.name, current)),
    })),
  };
}

/** `db.public.t` in parts. */
export function fullPath({ database, table }: TableName): readonly string[] {
  return [database, 'public', table];
}
