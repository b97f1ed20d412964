// Backups as rows: which a collection has, and what is in one of them. The cluster is not asked:
// a collection says everything about itself.
import { openBackup, openCollectionAt, textOf } from '../collection.ts';
import type { SourceTable } from '../engine.ts';
import type { ShowBackup, ShowBackups } from '../syntax/ast/show.ts';
import type { Column, Row } from '../value.ts';
import { sourceOf } from './source.ts';
import { withStored } from './stored.ts';
import type { Surroundings } from './surroundings.ts';

const PATHS: readonly Column[] = [{ name: 'path', type: 'STRING' }];

/** One row a backup, oldest first. */
export function openBackups({ uri }: ShowBackups, around: Surroundings): SourceTable {
  return sourceOf(PATHS, async () => {
    const collection = await openCollectionAt(textOf(uri), around, 'SHOW BACKUPS');
    return (await withStored(() => collection.list())).map((path): Row => [path]);
  });
}

const CONTENTS: readonly Column[] = [
  { name: 'database_name', type: 'STRING' },
  { name: 'parent_schema_name', type: 'STRING' },
  { name: 'object_name', type: 'STRING' },
  { name: 'object_type', type: 'STRING' },
  { name: 'end_time', type: 'TIMESTAMP' },
  { name: 'size_bytes', type: 'INT8' },
  { name: 'rows', type: 'INT8' },
];

/** Databases first, then tables; `end_time` is the time the backup stands for. */
export function openBackupContents(statement: ShowBackup, around: Surroundings): SourceTable {
  return sourceOf(CONTENTS, async () => {
    const { manifest } = await openBackup(statement, around, 'SHOW BACKUP');
    const { at, databases, tables } = manifest;
    return [
      ...databases.map((name): Row => [null, null, name, 'database', at, null, null]),
      ...tables.map(({ database, name, bytes, rows }): Row => [
        database,
        'public',
        name,
        'table',
        at,
        BigInt(bytes),
        BigInt(rows),
      ]),
    ];
  });
}
