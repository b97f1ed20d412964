// Names of tables as statements write them: one to three parts, read with the session's database.
// There is one schema, `public`, in every database.
import type { TableName } from '@rescind/shared';
import { SqlError } from './sql-error.ts';

/** The database a session begins in. */
export const FIRST_DATABASE = 'defaultdb';

const SCHEMA = 'public';

/**
 * `t`, `public.t`, `db.t` or `db.public.t` as the table it means. Whether it exists is not looked
 * at. Throws 3F000 for a schema other than public.
 */
export function tableNameOf(path: readonly string[], database: string): TableName {
  const [first = '', second = '', third] = path;
  if (path.length === 1) return { database, table: first };
  // As in CockroachDB a schema of the session's database comes before a database of that name.
  if (path.length === 2) return { database: first === SCHEMA ? database : first, table: second };
  checkSchema(second);
  return { database: first, table: third ?? '' };
}

/** The database of `db`, `public` or `db.public`. Throws 3F000. */
export function databaseNameOf(path: readonly string[], database: string): string {
  const [first = database, schema] = path;
  if (schema === undefined) return first === SCHEMA ? database : first;
  checkSchema(schema);
  return first;
}

function checkSchema(schema: string): void {
  if (schema === SCHEMA) return;
  throw new SqlError({
    code: '3F000',
    message: `unknown schema "${schema}"`,
    hint: 'Every database has the one schema public.',
  });
}

/** 3D000. */
export function noSuchDatabase(name: string): SqlError {
  return new SqlError({ code: '3D000', message: `database "${name}" does not exist` });
}

/** 42P01; `path` is the name as it was written. */
export function noSuchTable(path: readonly string[]): SqlError {
  return new SqlError({ code: '42P01', message: `relation "${path.join('.')}" does not exist` });
}
