import { createSystemClock } from '@rescind/shared/node';
import { afterAll, describe, expect, it } from 'vitest';
import type { RowSources, SourceTable } from '../../engine.ts';
import { SqlError } from '../../sql-error.ts';
import type { OpaqueSelect } from '../../syntax/ast.ts';
import { createPgliteEngine } from '../pglite.ts';

const engine = createPgliteEngine({ clock: createSystemClock() });
afterAll(() => engine.dispose());

const OWN: SourceTable = {
  columns: [{ name: 'id', type: 'INT8' }],
  rows: () => Promise.resolve([[1n]]),
};

const sources: RowSources = {
  open: () => Promise.reject(new Error('no statement')),
  table(name) {
    if (name.join('.') === 'own') return Promise.resolve(OWN);
    return Promise.reject(new SqlError({ code: '42P01', message: name.join('.') }));
  },
};

/** Hands a text to the engine as the parser would, were it fooled. */
async function attack(text: string): Promise<string> {
  const span = { start: 0, end: text.length };
  const query: OpaqueSelect = { kind: 'OpaqueSelect', text, sources: [], span };
  try {
    await engine.evaluate(query, sources);
    return 'answered';
  } catch (error) {
    if (error instanceof SqlError) return error.code;
    throw error;
  }
}

const DENIED = '42501';
const READ_ONLY = '25006';

describe('a query cannot leave its cage:', () => {
  it.each([
    // Becoming somebody else.
    ["SELECT set_config('role', 'postgres', true)", DENIED],
    ["SELECT set_config('session_authorization', 'postgres', false) FROM own", DENIED],
    [`SELECT "set_config"('role', 'postgres', true)`, DENIED],
    ["SELECT pg_catalog.set_config('transaction_read_only', 'off', true)", DENIED],
    [
      "WITH x AS MATERIALIZED (SELECT set_config('role', 'postgres', true)) SELECT * FROM x",
      DENIED,
    ],
    [
      "SELECT query_to_xml('SELECT set_config(''role'', ''postgres'', true)', true, true, '')",
      DENIED,
    ],
    ["SELECT table_to_xml('pg_authid', true, true, '')", DENIED],
    ["SELECT * FROM ts_stat('SELECT 1')", DENIED],
    ["SELECT * FROM ts_rewrite('a'::tsquery, 'SELECT 1')", DENIED],
    // Reading what is not its own.
    ['SELECT rolpassword FROM pg_authid', DENIED],
    ['SELECT * FROM pg_catalog.pg_authid', DENIED],
    ['SELECT * FROM pg_shadow', DENIED],
    ['SELECT * FROM pg_statistic', DENIED],
    ['SELECT * FROM pg_user_mapping', DENIED],
    ['SELECT data FROM pg_largeobject', DENIED],
    ["SELECT pg_read_file('PG_VERSION')", DENIED],
    ["SELECT pg_read_binary_file('PG_VERSION')", DENIED],
    ["SELECT pg_ls_dir('.')", DENIED],
    ["SELECT pg_stat_file('PG_VERSION')", DENIED],
    ['SELECT * FROM rescind_e1_0.own', '42P01'],
    // Writing.
    ['WITH x AS (DELETE FROM own RETURNING id) SELECT * FROM x', READ_ONLY],
    ['WITH x AS (INSERT INTO own VALUES (2) RETURNING id) SELECT * FROM x', READ_ONLY],
    ['WITH x AS (UPDATE own SET id = 2 RETURNING id) SELECT * FROM x', READ_ONLY],
    ['SELECT * INTO stolen FROM own', READ_ONLY],
    ['SELECT * FROM own FOR UPDATE', READ_ONLY],
    ['SELECT lo_creat(-1)', DENIED],
    ["SELECT lo_import('PG_VERSION')", DENIED],
    ["SELECT lo_from_bytea(0, 'a')", DENIED],
    ["SELECT nextval('pg_class'::regclass)", DENIED],
    // Leaving something behind.
    ['SELECT pg_advisory_lock(1)', DENIED],
    ['SELECT pg_try_advisory_lock(1)', DENIED],
    ['SELECT pg_advisory_xact_lock_shared(1)', DENIED],
    ["SELECT pg_notify('a', 'b')", DENIED],
    ['SELECT setseed(0.5)', DENIED],
    ["SELECT pg_logical_emit_message(false, 'a', 'b')", DENIED],
    ['SELECT pg_reload_conf()', DENIED],
    ['SELECT pg_terminate_backend(1)', DENIED],
    ['SELECT pg_switch_wal()', DENIED],
    ['SELECT pg_export_snapshot()', DENIED],
    // More than one statement, or none that selects.
    ['SELECT 1; DROP SCHEMA crdb CASCADE', '42601'],
    ['SELECT 1\0; COMMIT', '22021'],
    [String.raw`SELECT e'\x00'`, '22021'],
    ['COMMIT', '42601'],
    ['ROLLBACK', '42601'],
    ['SET ROLE postgres', '42601'],
    ['RESET SESSION AUTHORIZATION', '42601'],
    ['SET TRANSACTION READ WRITE', '42601'],
    ['DO $$ BEGIN END $$', '42601'],
    ['PREPARE x AS SELECT 1', '42601'],
    ["COPY own TO PROGRAM 'sh'", '42601'],
    ['EXPLAIN ANALYZE SELECT 1', '42601'],
    ['SHOW role', '42601'],
    ['CREATE TEMP TABLE x (a INT8)', '42601'],
  ])('%s', async (text, code) => {
    expect(await attack(text)).toBe(code);
  });

  it('and afterwards the engine is as it was', async () => {
    expect(await attack('SELECT pg_sleep(0), random() FROM own')).toBe('answered');
    expect(await attack("SELECT 1 / (CASE WHEN current_user = 'reader' THEN 1 ELSE 0 END)")).toBe(
      'answered',
    );
    expect(await attack('SELECT * FROM stolen')).toBe('42P01');
  });
});
