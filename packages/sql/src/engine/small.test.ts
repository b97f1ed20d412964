import { describe, expect, it } from 'vitest';
import { readFrom } from '../row-sources.ts';
import type { SqlError } from '../sql-error.ts';
import type { Select } from '../syntax/ast.ts';
import { parse } from '../syntax/parser.ts';
import { createTableBackend, jobRowWith, NOW } from '../testing/table-backend.ts';
import { answerOf, columnsOf, COLUMNS, CONTRACT, int8sOf } from './contract.ts';
import { createSmallEngine, needsNoRows } from './small.ts';

const engine = createSmallEngine();

describe('the small engine keeps the contract of all engines:', () => {
  it.each(CONTRACT)('%s gives %j', async (text, expected) => {
    expect(await answerOf(engine, text)).toEqual(expected);
  });

  it.each(COLUMNS)('%s has the columns %j', async (text, expected) => {
    expect(await columnsOf(engine, text)).toEqual(expected);
  });

  it('untyped constants are INT8 where that is wanted', async () => {
    expect(await int8sOf(engine, "VALUES ('5'), (6.0), (NULL)")).toEqual({
      columns: [{ name: 'column1', type: 'INT8' }],
      rows: [[5n], [6n], [null]],
    });
  });

  it('a timestamp is in milliseconds since 1970', async () => {
    expect(await answerOf(engine, 'SELECT started FROM [SHOW JOB 1]')).toEqual([
      String(NOW - 50_000),
    ]);
  });
});

function queryOf(text: string): Select {
  return parse(text)[0] as Select;
}

async function errorOf(text: string): Promise<SqlError> {
  const sources = readFrom(createTableBackend([jobRowWith({})]), engine);
  return engine.evaluate(queryOf(text), sources).then(
    () => {
      throw new Error(`${text} was answered`);
    },
    (error: unknown) => error as SqlError,
  );
}

describe('the small engine refuses by name', () => {
  it.each([
    [
      "SELECT job_id FROM [SHOW JOBS] WHERE status = 'a' OR status = 'b'",
      'the operator OR in WHERE',
    ],
    ["SELECT job_id FROM [SHOW JOBS] WHERE NOT status = 'a'", 'NOT in WHERE'],
    ['SELECT job_id FROM [SHOW JOBS] WHERE job_id BETWEEN 1 AND 2', 'BETWEEN in WHERE'],
    ["SELECT job_id FROM [SHOW JOBS] WHERE status ILIKE 'a'", 'the operator ILIKE in WHERE'],
    ['SELECT job_id FROM [SHOW JOBS] WHERE job_id + 1 = 2', 'the operator + in a comparison'],
    [
      'SELECT job_id FROM [SHOW JOBS] WHERE created = modified',
      'in a comparison with another column',
    ],
    ['SELECT 1 WHERE 1 = 1', 'the operator = between constants in WHERE'],
    ['SELECT 1 FROM [SHOW JOBS] WHERE 2 = job_id + 1', 'the operator + in a comparison'],
    [
      "SELECT job_id FROM [SHOW JOBS] WHERE lower(status) = 'a'",
      'the function lower() in a comparison',
    ],
    ['SELECT job_id FROM [SHOW JOBS] WHERE job_id IN (SELECT 1)', 'a subquery after IN'],
    ['SELECT job_id FROM [SHOW JOBS] WHERE job_id IN ()', 'IN with an empty list'],
    ["SELECT job_id FROM [SHOW JOBS] WHERE execution_errors = 'x'", 'a column of type STRING[]'],
    ['SELECT max(job_id) FROM [SHOW JOBS]', 'the function max() as a column of SELECT'],
    ['SELECT status, count(*) FROM [SHOW JOBS]', 'the function count() as a column of SELECT'],
    ['SELECT job_id + 1 FROM [SHOW JOBS]', 'the operator + as a column of SELECT'],
    ['SELECT job_id FROM [SHOW JOBS] ORDER BY job_id + 1', 'the operator + in ORDER BY'],
    ['SELECT count(*) FROM [SHOW JOBS] ORDER BY 1', 'ORDER BY beside count(*)'],
    ['(SELECT job_id FROM [SHOW JOBS]) LIMIT 1', 'ORDER BY or LIMIT after a query in parentheses'],
    ['SELECT 1.5::INT8', 'a cast to int8 of this constant'],
    ['SELECT 4 / 2', 'the operator / among constants'],
    ["SELECT '1' + 1", 'the operator + between these types'],
    ['SELECT 1e9999', 'a number with an exponent beyond 1000'],
  ])('%s', async (text, what) => {
    const error = await errorOf(text);
    expect(error.message).toContain(what);
    expect(error.message).toMatch(/ is not supported$/);
    expect(error.code).toBe('0A000');
  });
});

describe('the small engine says what is wrong in the words of the databases', () => {
  it.each([
    ['SELECT a', '42703', 'column "a" does not exist'],
    ['SELECT a.b FROM [SHOW JOBS]', '42P01', 'no data source matches prefix: a in this context'],
    ['SELECT * FROM crdb_internal.nodes', '3D000', 'database "crdb_internal" does not exist'],
    ['SELECT *', '42601', 'SELECT * with no tables specified is not valid'],
    [
      "SELECT 1 FROM [SHOW JOBS] WHERE job_id = 'abc'",
      '22P02',
      'could not parse "abc" as type int: strconv.ParseInt: parsing "abc": invalid syntax',
    ],
    [
      'SELECT 1 FROM [SHOW JOBS] WHERE 5 = status',
      '42883',
      'operator does not exist: integer = text',
    ],
    [
      'SELECT 1 FROM [SHOW JOBS] WHERE job_id != true',
      '42883',
      'operator does not exist: bigint <> boolean',
    ],
    [
      "SELECT 1 FROM [SHOW JOBS] WHERE job_id LIKE 'a'",
      '42883',
      'operator does not exist: bigint ~~ unknown',
    ],
    [
      "SELECT 1 FROM [SHOW JOBS] WHERE created > 'soon'",
      '22007',
      'could not parse "soon" as type timestamp',
    ],
    [
      "SELECT 1 FROM [SHOW JOBS] WHERE created > '2023-02-29'",
      '22008',
      "date/time field value out of range: '2023-02-29'",
    ],
    [
      String.raw`SELECT 1 FROM [SHOW JOBS] WHERE status LIKE 'a\'`,
      '22025',
      'LIKE pattern must not end with escape character',
    ],
    [
      'SELECT job_id AS a, status AS a FROM [SHOW JOBS] ORDER BY a',
      '42702',
      'ORDER BY "a" is ambiguous',
    ],
    ['SELECT a FROM [SELECT 1 AS a, 2 AS a]', '42702', 'column reference "a" is ambiguous'],
    ["VALUES (1), ('a')", '42804', 'VALUES types string and int cannot be matched'],
    ['VALUES ((SELECT 1, 2))', '42601', 'subquery must return only one column, found 2'],
    ['SELECT 1 % 0', '22012', 'division by zero'],
    ["SELECT '9223372036854775807'::INT8 + 1", '22003', 'integer out of range'],
    ['SELECT $1', '42P02', 'no value provided for placeholder: $1'],
  ])('%s', async (text, code, message) => {
    const error = await errorOf(text);
    expect([error.code, error.message]).toEqual([code, message]);
  });

  it('and where it stands', async () => {
    const text = "SELECT job_id FROM [SHOW JOBS] WHERE nme = 'x'";
    expect((await errorOf(text)).offset).toBe(text.indexOf('nme'));
  });
});

describe('the small engine', () => {
  it('tells its source which values it looks for', async () => {
    const backend = createTableBackend([jobRowWith({ status: 'paused' })]);
    const text =
      "SELECT job_id FROM [SHOW JOBS] WHERE status = 'paused' AND job_id = 01 AND error <> 'x' " +
      'AND num_runs > 0';
    await engine.evaluate(queryOf(text), readFrom(backend, engine));
    expect(backend.queries).toEqual([
      { scope: 'recent', where: { status: 'paused', job_id: '1' } },
    ]);
  });

  it('refuses a wrong name before it asks for any row', async () => {
    const backend = createTableBackend();
    const asked = engine.evaluate(queryOf('SELECT a FROM [SHOW JOBS]'), readFrom(backend, engine));
    await expect(asked).rejects.toThrow('column "a" does not exist');
    expect(backend.queries).toEqual([]);
  });

  it('takes a column that is selected twice for one when it orders by it', async () => {
    const backend = createTableBackend([jobRowWith({}), jobRowWith({ job_id: '2' })]);
    const text = 'SELECT *, job_id FROM [SHOW JOBS] ORDER BY job_id';
    const { rows } = await engine.evaluate(queryOf(text), readFrom(backend, engine));
    expect(rows.map((row) => row.at(-1))).toEqual([1n, 2n]);
  });

  it('compares a pattern of many % in no time', async () => {
    const backend = createTableBackend([jobRowWith({ error: 'a'.repeat(20_000) })]);
    const text = `SELECT 1 FROM [SHOW JOBS] WHERE error LIKE '${'%a'.repeat(40)}%b'`;
    const { rows } = await engine.evaluate(queryOf(text), readFrom(backend, engine));
    expect(rows).toEqual([]);
  });

  it.each([
    ['VALUES (1), (1 + 1), (NULL)', true],
    ['VALUES (a)', true],
    ['((VALUES (1)))', true],
    ['VALUES ((SELECT 1))', false],
    ['VALUES (now())', false],
    ['SELECT 1', false],
  ])('is enough by itself for %s: %s', (text, enough) => {
    expect(needsNoRows(queryOf(text))).toBe(enough);
  });
});
