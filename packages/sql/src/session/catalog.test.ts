import { describe, expect, it } from 'vitest';
import { equip, lastCommand } from '../testing/statements.ts';

describe('the database of a session', () => {
  it('is defaultdb until USE or SET says another', async () => {
    const { session, last, error } = equip();
    expect(session.database).toBe('defaultdb');
    await session.execute('CREATE DATABASE d');
    expect((await last('USE d')).tag).toBe('SET');
    expect(session.database).toBe('d');
    await session.execute('SET database = postgres');
    expect(session.database).toBe('postgres');
    expect(await error('USE nowhere')).toBe('3D000: database "nowhere" does not exist');
    expect(session.database).toBe('postgres');
  });

  it('is where names without a database are looked for', async () => {
    const { session, backend, rows } = equip();
    await session.execute('CREATE DATABASE d; USE d; CREATE TABLE t (a INT)');
    expect(lastCommand(backend)).toMatchObject({ table: { database: 'd', table: 't' } });
    expect(await rows('SHOW TABLES')).toEqual(['public,t,table,root,0']);
    expect(await rows('SHOW TABLES FROM d.public')).toHaveLength(1);
    expect(await rows('SHOW TABLES FROM defaultdb')).toEqual([]);
    await session.execute('USE defaultdb; DROP TABLE d.public.t');
    expect(await rows('SHOW TABLES FROM d')).toEqual([]);
  });

  it('goes along with a RENAME', async () => {
    const { session, rows } = equip();
    await session.execute('CREATE DATABASE d; USE d; ALTER DATABASE d RENAME TO e');
    expect(session.database).toBe('e');
    expect(await rows('SHOW DATABASES')).toEqual(['defaultdb,root', 'e,root', 'postgres,root']);
  });

  it('has the schema public and no other', async () => {
    const { error, session } = equip();
    expect(await error('CREATE TABLE defaultdb.other.t (a INT)')).toBe(
      '3F000: unknown schema "other"',
    );
    await session.execute('CREATE TABLE public.t (a INT)');
    expect(await error('CREATE TABLE t (a INT)')).toBe(
      '42P07: relation "defaultdb.public.t" already exists',
    );
  });
});

describe('DROP DATABASE', () => {
  it('takes its tables along, unless RESTRICT is said', async () => {
    const { last, error } = equip();
    await last('CREATE DATABASE d; CREATE TABLE d.t (a INT)');
    expect(await error('DROP DATABASE d RESTRICT')).toBe(
      '2BP01: database "d" is not empty and RESTRICT was specified',
    );
    expect((await last('DROP DATABASE d')).tag).toBe('DROP DATABASE');
    expect(await error('DROP DATABASE d')).toBe('3D000: database "d" does not exist');
    expect((await last('DROP DATABASE IF EXISTS d')).tag).toBe('DROP DATABASE');
  });
});

describe('CREATE TABLE', () => {
  it('knows the types by all their names', async () => {
    const { rows, last } = equip();
    await last(
      'CREATE TABLE t (a INT, b BIGINT NOT NULL, c INTEGER, d INT4, e TEXT, f VARCHAR, g STRING, ' +
        'h FLOAT, i REAL, j BOOL, k NUMERIC, l TIMESTAMP, m INTERVAL)',
    );
    const types = await rows('SELECT data_type FROM [SHOW COLUMNS FROM t]');
    expect(types.join(' ')).toBe(
      'INT8 INT8 INT8 INT8 STRING STRING STRING FLOAT8 FLOAT8 BOOL DECIMAL TIMESTAMP INTERVAL',
    );
  });

  it.each([
    ['a BYTES', 'type BYTES is not supported'],
    ['a INT8[]', 'type INT8[] is not supported'],
    ['a TIMESTAMPTZ', 'type TIMESTAMPTZ is not supported'],
    ['a VARCHAR(20)', 'type VARCHAR(20) is not supported'],
    ['a DECIMAL(10,2)', 'type DECIMAL(10,2) is not supported'],
  ])('refuses %s, of which nothing would be checked', async (column, message) => {
    const { error, backend } = equip();
    expect(await error(`CREATE TABLE t (${column})`)).toBe(`0A000: ${message}`);
    expect(backend.commands).toEqual([]);
  });

  it('says once that a primary key is not enforced', async () => {
    const { last, rows } = equip();
    expect((await last('CREATE TABLE t (a INT PRIMARY KEY, b STRING)')).notices).toEqual([
      'the primary key of table "t" is recorded, but that its values are unique is not enforced',
    ]);
    expect(await last('CREATE TABLE u (a INT)')).toEqual({ tag: 'CREATE TABLE' });
    await last('CREATE TABLE v (a INT, "B c" STRING, PRIMARY KEY (a, "B c"))');
    expect(await rows('SELECT column_name, is_nullable FROM [SHOW COLUMNS FROM v]')).toEqual([
      'a,false',
      'B c,false',
    ]);
  });

  it.each([
    ['a INT PRIMARY KEY, b INT PRIMARY KEY', '42P16: multiple primary keys for table "t"'],
    ['a INT PRIMARY KEY, PRIMARY KEY (a)', '42P16: multiple primary keys for table "t"'],
    ['a INT, PRIMARY KEY (b)', '42703: column "b" does not exist'],
    ['a INT, a STRING', '42701: duplicate column name: "a"'],
    ['a INT NULL PRIMARY KEY', '42601: conflicting NULL/NOT NULL declarations for column "a"'],
  ])('refuses (%s)', async (columns, message) => {
    const { error } = equip();
    expect(await error(`CREATE TABLE t (${columns})`)).toContain(message);
  });

  it('is shown by SHOW CREATE TABLE such that it can be said again', async () => {
    const { last, rows } = equip();
    await last('CREATE TABLE t (a INT NOT NULL, "from" DECIMAL, PRIMARY KEY (a))');
    const shown = await last('SHOW CREATE TABLE t');
    expect(shown.tag).toBe('SHOW CREATE 1');
    const [name, statement] = shown.rows![0]!;
    expect([name, statement]).toEqual([
      't',
      'CREATE TABLE public.t (\n\ta INT8 NOT NULL,\n\t"from" DECIMAL NULL,\n\tPRIMARY KEY (a)\n)',
    ]);
    const before = await rows('SHOW COLUMNS FROM t');
    await last(`DROP TABLE t; ${String(statement)}`);
    expect(await rows('SHOW COLUMNS FROM t')).toEqual(before);
  });
});

describe('DROP and RENAME of tables', () => {
  it('are of all tables or none', async () => {
    const { last, error, rows } = equip();
    await last('CREATE TABLE a (x INT); CREATE TABLE b (x INT)');
    expect(await error('DROP TABLE a, c')).toBe(
      '42P01: relation "defaultdb.public.c" does not exist',
    );
    expect(await rows('SHOW TABLES')).toHaveLength(2);
    expect((await last('DROP TABLE IF EXISTS a, c')).tag).toBe('DROP TABLE');
    expect((await last('ALTER TABLE b RENAME TO public.d')).tag).toBe('RENAME TABLE');
    expect(await rows('SELECT table_name FROM [SHOW TABLES]')).toEqual(['d']);
    expect(await error('ALTER TABLE d RENAME TO postgres.public.d')).toBe(
      '0A000: moving a table to another database is not supported',
    );
  });
});

describe('CREATE USER and DROP USER', () => {
  it('make and unmake users, who may control jobs only if it is said', async () => {
    const { last, rows, error } = equip();
    expect((await last('CREATE USER Max WITH CONTROLJOB; CREATE USER eve')).tag).toBe(
      'CREATE ROLE',
    );
    expect(await rows('SHOW USERS')).toEqual(['eve,,', 'max,CONTROLJOB,', 'root,,admin']);
    expect(await error('CREATE USER eve')).toBe('42710: a role/user named eve already exists');
    expect((await last('DROP USER eve, max')).tag).toBe('DROP ROLE');
    expect(await error('DROP USER eve')).toBe('42704: role/user "eve" does not exist');
  });

  it('keep no password, and say so', async () => {
    const { last, backend } = equip();
    const { notices } = await last("CREATE USER max WITH PASSWORD 'hunter2'");
    expect(notices).toEqual(['the password was not kept: this cluster does not ask users for one']);
    expect(JSON.stringify(backend.commands)).not.toContain('hunter2');
  });
});
