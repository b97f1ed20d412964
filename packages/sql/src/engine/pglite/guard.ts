// The cage of a user's query. Three bars hold only together: a transaction that may not write, a
// role that may read nothing but what it was given for this query, and no right to any function
// that does something. Our own parser stands before them and lets nothing but selections in.
import { DIALECT_SCHEMA } from './dialect-objects.ts';
import type { GuardedQuery } from './requests.ts';

const READER = 'reader';

/** Functions that PostgreSQL calls volatile and that still do nothing to anybody else. */
const HARMLESS = [
  'clock_timestamp',
  'gen_random_uuid',
  'pg_sleep',
  'pg_sleep_for',
  'pg_sleep_until',
  'random',
  'random_normal',
  'timeofday',
  'uuidv4',
  'uuidv7',
];

/** Functions that run a text as a query, or tell of the machine, though they are not volatile. */
const NAMED = [
  'cursor_to_xml',
  'cursor_to_xmlschema',
  'database_to_xml',
  'database_to_xml_and_xmlschema',
  'database_to_xmlschema',
  'query_to_xml',
  'query_to_xml_and_xmlschema',
  'query_to_xmlschema',
  'schema_to_xml',
  'schema_to_xml_and_xmlschema',
  'schema_to_xmlschema',
  'table_to_xml',
  'table_to_xml_and_xmlschema',
  'table_to_xmlschema',
  'ts_stat',
];

function listed(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}

/**
 * Statements that make the role and take its rights away. Without the loss of set_config a query
 * could make itself the superuser, in a transaction that may not write as in any other.
 */
export function guardObjects(): readonly string[] {
  return [
    `CREATE ROLE ${READER} NOLOGIN`,
    `REVOKE ALL ON SCHEMA public FROM PUBLIC`,
    `REVOKE ALL ON DATABASE postgres FROM PUBLIC`,
    `DO $$ DECLARE each regprocedure; BEGIN FOR each IN SELECT oid FROM pg_proc
       WHERE pronamespace = 'pg_catalog'::regnamespace AND prokind = 'f'
         AND (provolatile = 'v' AND proname NOT IN (${listed(HARMLESS)})
           OR proname IN (${listed(NAMED)}))
       LOOP EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', each); END LOOP; END $$`,
    `GRANT USAGE ON SCHEMA ${DIALECT_SCHEMA} TO ${READER}`,
  ];
}

/** Lets a query read a relation, once the relation's schema is opened to it. */
export function readable(relation: string): string {
  return `GRANT SELECT ON ${relation} TO ${READER}`;
}

/** Shuts the cage around what follows; `RELEASE` opens it and leaves nothing behind. */
export function shut({ schemas, now }: GuardedQuery): string {
  const grants = schemas.map((schema) => `GRANT USAGE ON SCHEMA ${schema} TO ${READER}`);
  return [
    'BEGIN',
    ...grants,
    `SET LOCAL ${DIALECT_SCHEMA}.now = '${now}'`,
    'SET TRANSACTION READ ONLY',
    `SET LOCAL ROLE ${READER}`,
  ].join('; ');
}

/** Ends the transaction, and with it the role, the rights and whatever was set. */
export const RELEASE = 'ROLLBACK';
