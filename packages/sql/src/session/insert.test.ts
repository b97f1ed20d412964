import { objectsIn } from '../testing/objects-in.ts';
import { equip, lastCommand } from '../testing/statements.ts';
import type { SelectionEngine } from '../engine.ts';
import type { Query } from '../syntax/ast.ts';
import { print } from '../syntax/printer.ts';
import { describe, expect, it } from 'vitest';

describe('INSERT of VALUES', () => {
  it('puts few rows into the log, literals in the types of their columns', async () => {
    const { last, backend, rows, table } = equip();
    await last(
      'CREATE TABLE t (i INT, s STRING, f FLOAT, b BOOL, d DECIMAL, t TIMESTAMP, v INTERVAL)',
    );
    const text = `INSERT INTO t VALUES
      (1, 'a', 1.5, true, 1.50, '2024-02-29 12:00:00', '1 day 02:03:04'),
      ('9007199254740993', '7', 2, 'off', 7, '2024-02-29', '3 hours'),
      (2.0, NULL, 'NaN', NULL, '-.5', NULL, NULL)`;
    expect((await last(text)).tag).toBe('INSERT 0 3');
    expect(lastCommand(backend)).toMatchObject({
      kind: 'InsertRows',
      rows: [
        [1, 'a', 1.5, true, '1.50', Date.UTC(2024, 1, 29, 12), '1 day 02:03:04'],
        ['9007199254740993', '7', 2, false, '7', Date.UTC(2024, 1, 29), '3 hours'],
        [2, null, 'NaN', null, '-0.5', null, null],
      ],
    });
    expect((await table('t')).map((row) => row.slice(0, row.indexOf(',')))).toEqual([
      '1',
      '9007199254740993',
      '2',
    ]);
    expect(await rows('SELECT count(*) FROM t')).toEqual(['3']);
  });

  it('keeps no literal in the statement that is recorded', async () => {
    const { last, backend } = equip();
    await last("CREATE TABLE t (s STRING); INSERT INTO t VALUES ('hunter2')");
    expect(backend.commands.at(-1)!.statement).toBe("INSERT INTO t VALUES ('_')");
  });

  it('puts NULL where no value is given, in whatever order the columns are', async () => {
    const { last, table } = equip();
    await last('CREATE TABLE t (a INT, b STRING, c BOOL)');
    await last('INSERT INTO t VALUES (1); INSERT INTO t (c, a) VALUES (true, 2 + 3)');
    expect(await table('t')).toEqual(['1,null,null', '5,null,true']);
  });

  it.each([
    [
      'VALUES (1, 2, 3)',
      '42601: INSERT has more expressions than target columns, 3 expressions for 2 targets',
    ],
    [
      '(a) VALUES (1, 2)',
      '42601: INSERT has more expressions than target columns, 2 expressions for 1 targets',
    ],
    [
      '(a, b) VALUES (1)',
      '42601: INSERT has more target columns than expressions, 1 expressions for 2 targets',
    ],
    [
      'VALUES (1), (1, 2)',
      '42601: VALUES lists must all be the same length, expected 1 columns, found 2',
    ],
    ['(a, a) VALUES (1, 2)', '42701: multiple assignments to the same column "a"'],
    ['(c) VALUES (1)', '42703: column "c" does not exist'],
    ['VALUES (x)', '42703: column "x" does not exist'],
    ["(b) VALUES ('x')", '23502: null value in column "a" violates not-null constraint'],
    ['VALUES (NULL)', '23502: null value in column "a" violates not-null constraint'],
    [
      "VALUES ('abc')",
      '22P02: could not parse "abc" as type int: strconv.ParseInt: parsing "abc": invalid syntax',
    ],
    ['VALUES (1.5)', '42804: value type decimal doesn\'t match type int of column "a"'],
    ['VALUES (true)', '42804: value type bool doesn\'t match type int of column "a"'],
    ['VALUES (1, 5)', '42804: value type int doesn\'t match type string of column "b"'],
    ['VALUES (99999999999999999999)', '22003: numeric constant out of int64 range'],
    ['VALUES ($1)', '42P02: no value provided for placeholder: $1'],
  ])('refuses %s', async (values, message) => {
    const { last, error, backend, table } = equip();
    await last('CREATE TABLE t (a INT NOT NULL, b STRING)');
    expect(await error(`INSERT INTO t ${values}`)).toBe(message);
    expect(backend.commands).toHaveLength(1);
    expect(await table('t')).toEqual([]);
  });

  it.each([
    ['BOOL', "'perhaps'", 'could not parse "perhaps" as type bool: invalid bool value'],
    ['DECIMAL', "'1,5'", 'could not parse "1,5" as type decimal: parse mantissa: 1,5'],
    ['FLOAT', "'x'", 'could not parse "x" as type float: invalid syntax'],
    ['INTERVAL', "'soon'", 'could not parse "soon" as type interval: invalid syntax'],
  ])('refuses a text that is no %s', async (type, value, message) => {
    const { last, error } = equip();
    await last(`CREATE TABLE t (a ${type})`);
    expect(await error(`INSERT INTO t VALUES (${value})`)).toBe(`22P02: ${message}`);
  });

  it('refuses a table that does not exist by the name that was written', async () => {
    const { error } = equip();
    expect(await error('INSERT INTO public.t VALUES (1)')).toBe(
      '42P01: relation "public.t" does not exist',
    );
    expect(await error('INSERT INTO d.t VALUES (1)')).toBe('3D000: database "d" does not exist');
  });
});

describe('INSERT of a query', () => {
  it('works out series, arithmetic, texts and casts', async () => {
    const { last, table } = equip();
    await last('CREATE TABLE t (a INT, b STRING, c FLOAT)');
    const text = `INSERT INTO t SELECT g, concat(lpad(g::STRING, 3, '0'), repeat('x', g % 2)), g * 2
      FROM generate_series(8, 10) AS g`;
    expect((await last(text)).tag).toBe('INSERT 0 3');
    expect(await table('t')).toEqual(['8,008,16', '9,009x,18', '10,010,20']);
    await last('DROP TABLE t; CREATE TABLE t (a INT, b STRING, c FLOAT)');
    await last(
      'INSERT INTO t (c, a) SELECT random() * 10, -s.n + 1 FROM generate_series(5, 1, -2) s(n)',
    );
    const made = (await table('t')).map((row) => row.split(','));
    expect(made.map(([a, b]) => [a, b])).toEqual([
      ['-4', 'null'],
      ['-2', 'null'],
      ['0', 'null'],
    ]);
    const chances = made.map(([, , c]) => Number(c));
    expect(new Set(chances).size).toBe(3);
    expect(chances.every((c) => c >= 0 && c < 10)).toBe(true);
  });

  it('makes md5 of texts as everybody does', async () => {
    const { last, table } = equip();
    await last('CREATE TABLE t (a STRING)');
    await last("INSERT INTO t SELECT md5('')");
    await last("INSERT INTO t SELECT md5(repeat('1234567890', 8))");
    await last("INSERT INTO t SELECT md5('größer')");
    expect(await table('t')).toEqual([
      'd41d8cd98f00b204e9800998ecf8427e',
      '57edf4a22be3c955ac49da2e2107b67a',
      '3b1f5bccdd98086ae8f1852fd2aabe54',
    ]);
  });

  it('copies a table, also within itself', async () => {
    const { last, table } = equip();
    await last("CREATE TABLE t (a INT, b STRING); INSERT INTO t VALUES (1, 'x'), (2, NULL)");
    expect((await last('INSERT INTO t SELECT * FROM t')).tag).toBe('INSERT 0 2');
    await last('CREATE TABLE u (a INT, b STRING, c INT)');
    await last('INSERT INTO u SELECT t.a + 1, b, a FROM t');
    expect(await table('u')).toEqual(['2,x,1', '3,null,2', '2,x,1', '3,null,2']);
  });

  it('stops at a value that is too large, and nothing of it counts', async () => {
    const { last, rows, error, storage } = equip();
    await last('CREATE TABLE t (a INT)');
    expect(
      await error('INSERT INTO t SELECT 9223372036854700000 + g FROM generate_series(1, 100000) g'),
    ).toBe('22003: integer out of range');
    expect(await rows('SELECT count(*) FROM t')).toEqual(['0']);
    expect(await objectsIn(storage.objects)).toEqual([]);
  });

  it('gives anything else to the engine, in one go', async () => {
    const asked: unknown[] = [];
    const engine: SelectionEngine = {
      name: 'other',
      evaluate(query) {
        asked.push(query.kind);
        const columns = [{ name: 'a', type: 'INT8' } as const];
        return Promise.resolve({ columns, rows: [[7n], [null]] });
      },
    };
    const { last, backend, error } = equip({ engine });
    await last('CREATE TABLE t (a DECIMAL); CREATE TABLE u (a STRING)');
    await last('INSERT INTO t SELECT max(g) FROM generate_series(1, 2) g GROUP BY g');
    expect(asked).toEqual(['OpaqueSelect']);
    expect(lastCommand(backend)).toMatchObject({ rows: [['7'], [null]] });
    await last('INSERT INTO t VALUES (upper(1)), (3)');
    expect(lastCommand(backend)).toMatchObject({ rows: [['7'], ['3']] });
    expect(await error('INSERT INTO u SELECT a FROM t ORDER BY a')).toBe(
      '42804: value type int doesn\'t match type string of column "a"',
    );
  });

  it('asks the engine for all values that only it knows together, as of one moment', async () => {
    const asked: Query[] = [];
    const engine: SelectionEngine = {
      name: 'other',
      evaluate(query) {
        asked.push(query);
        const columns = ['a', 'b'].map((name) => ({ name, type: 'TIMESTAMP' }) as const);
        return Promise.resolve({ columns, rows: [[1000, 2000]] });
      },
    };
    const { last, table } = equip({ engine });
    await last('CREATE TABLE t (a INT, b TIMESTAMP)');
    await last("INSERT INTO t VALUES (1, now()), (5.5 % 2 + 0.5, '1970-01-01'), (3, now() + a)");
    expect(await table('t')).toEqual(['1,1000', '2,0', '3,2000']);
    expect(asked.map((query) => print(query))).toEqual(['VALUES (now(), now() + a)']);
  });

  it('sends nothing when there are no rows', async () => {
    const { last, backend } = equip();
    await last('CREATE TABLE t (a INT)');
    const { tag } = await last('INSERT INTO t SELECT g FROM generate_series(1, 0) g');
    expect([tag, backend.commands.length]).toEqual(['INSERT 0 0', 1]);
  });
});

describe('a large INSERT', () => {
  const LARGE = 'INSERT INTO t SELECT g FROM generate_series(1, 20000) AS g';

  it('goes into segments, and into the table as one layer', async () => {
    const { last, backend, rows, storage, table } = equip();
    await last('CREATE TABLE t (a INT)');
    expect((await last(LARGE)).tag).toBe('INSERT 0 20000');
    const command = lastCommand(backend);
    expect(command).toMatchObject({ layer: { rows: 20_000, segments: 1 } });
    expect(command).not.toHaveProperty('rows');
    expect(await objectsIn(storage.objects)).toEqual([
      expect.stringMatching(/^inserts\/[0-9A-Z]{26}\/1$/),
      expect.stringMatching(/^inserts\/[0-9A-Z]{26}\/manifest$/),
    ]);
    await last('INSERT INTO t VALUES (-1)');
    expect(await rows('SELECT count(*) FROM t')).toEqual(['20001']);
    const all = await table('t');
    expect([all[0], all[19_999], all[20_000]]).toEqual(['1', '20000', '-1']);
  });

  it('is one of many rows, however short they are', async () => {
    const { last, backend } = equip();
    await last('CREATE TABLE t (a INT)');
    await last('INSERT INTO t SELECT 1 FROM generate_series(1, 10000)');
    expect(lastCommand(backend)).toHaveProperty('rows.length', 10_000);
    await last('INSERT INTO t SELECT 1 FROM generate_series(1, 10001)');
    expect(lastCommand(backend)).toMatchObject({ layer: { rows: 10_001 } });
  });

  it('says what a session needs for it', async () => {
    const withoutStorage = equip({ storage: undefined });
    await withoutStorage.last('CREATE TABLE t (a INT)');
    expect(await withoutStorage.error(LARGE)).toBe(
      '0A000: an INSERT of this size is not supported in a session without storage',
    );
    const withoutPorts = equip({ ports: undefined });
    await withoutPorts.last('CREATE TABLE t (a INT)');
    expect(await withoutPorts.error(LARGE)).toMatch(/^0A000: .* without a clock and a source/);
  });

  it('leaves nothing behind when the cluster refuses it, but all when nobody knows', async () => {
    const { last, backend, error, storage } = equip();
    await last('CREATE TABLE t (a INT)');
    backend.refusals.push({ kind: 'changed', code: '40001', message: 'table "t" was replaced' });
    expect(await error(LARGE)).toBe('40001: table "t" was replaced');
    expect(await objectsIn(storage.objects)).toEqual([]);
    backend.refusals.push({ kind: 'unavailable', code: '08006', message: 'no answer' });
    expect(await error(LARGE)).toBe('08006: no answer');
    expect(await objectsIn(storage.objects)).toHaveLength(2);
  });

  it('is what a small one becomes when the log has no room for more rows', async () => {
    const { last, backend, table } = equip();
    await last('CREATE TABLE t (a STRING)');
    const [message, code] = ['the rows of small INSERTs are full', '54000'];
    backend.refusals.push({ kind: 'invalid', code, message });
    expect((await last("INSERT INTO t VALUES ('x')")).tag).toBe('INSERT 0 1');
    expect(lastCommand(backend)).toMatchObject({ layer: { rows: 1 } });
    expect(await table('t')).toEqual(['x']);
  });
});
