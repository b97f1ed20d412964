import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSystemClock } from '@rescind/shared/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RowSources, SourceTable } from '../engine.ts';
import { readFrom } from '../row-sources.ts';
import { located, SqlError } from '../sql-error.ts';
import type { Query } from '../syntax/ast.ts';
import { parse } from '../syntax/parser.ts';
import { createTableBackend, jobRowWith } from '../testing/table-backend.ts';
import type { Relation, Row } from '../value.ts';
import { answerOf, columnsOf, COLUMNS, CONTRACT, int8sOf } from './contract.ts';
import { queryFrom, wholeAnswerOf } from './contract-generated.ts';
import { createPgliteEngine, type PgliteEngine } from './pglite.ts';
import { createSmallEngine } from './small.ts';

const clock = createSystemClock();
let cacheFolder: string;
let engine: PgliteEngine;

beforeAll(async () => {
  cacheFolder = await mkdtemp(join(tmpdir(), 'rescind-pglite-'));
  engine = createPgliteEngine({ clock, cacheFolder });
});

afterAll(async () => {
  await engine.dispose();
  await rm(cacheFolder, { recursive: true });
});

function queryOf(text: string): Query {
  return parse(text)[0] as Query;
}

const ORDERS: SourceTable = {
  columns: [
    { name: 'id', type: 'INT8' },
    { name: 'total', type: 'DECIMAL' },
  ],
  rows: () => Promise.resolve([[1n, '1.50'] as Row, [2n, null] as Row]),
};

/** The jobs 1 and 2, and the table of orders under every name that ends in its own. */
function sources(): RowSources {
  const jobs = [
    jobRowWith({ job_id: '1', status: 'paused' }),
    jobRowWith({ job_id: '2', error: 'tab\tnewline\nback\\slash' }),
  ];
  return {
    open: (statement) => readFrom(createTableBackend(jobs), engine).open(statement),
    table(name) {
      if (name.at(-1) === 'orders') return Promise.resolve(ORDERS);
      const message = `relation "${name.join('.')}" does not exist`;
      return Promise.reject(new SqlError({ code: '42P01', message }));
    },
  };
}

function evaluate(text: string, by: PgliteEngine = engine): Promise<Relation> {
  return by.evaluate(queryOf(text), sources());
}

/** The rows as text, or code, message and offset of the refusal. */
async function told(text: string): Promise<unknown> {
  try {
    return (await evaluate(text)).rows.map((row) => row.map(String).join(','));
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    return [error.code, error.message, error.offset];
  }
}

describe('the engine on PGlite keeps the contract of all engines:', () => {
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

  it('generated queries are answered as the small engine does', async () => {
    const small = createSmallEngine();
    let compared = 0;
    for (let seed = 1; seed <= 150; seed++) {
      const text = queryFrom(seed);
      const expected = await wholeAnswerOf(small, text);
      if (expected === '0A000') continue;
      expect([text, await wholeAnswerOf(engine, text)]).toEqual([text, expected]);
      compared++;
    }
    expect(compared).toBeGreaterThan(100);
  });
});

describe('the engine on PGlite speaks the dialect of CockroachDB:', () => {
  it.each([
    ['SELECT 7 / 2, 7 // 2, 1 + 7 // 2 * 2, -7 // 2', ['3.5,3,7,-3']],
    ['SELECT 2147483647 + 1, 100000 * 100000', ['2147483648,10000000000']],
    ["SELECT '5'::INT + 1, CAST(5.5 AS STRING), 'abc'::STRING(2)", ['6,5.5,ab']],
    ["SELECT STRING 'a', b'ab' = x'6162', 1:::INT8", ['a,true,1']],
    ["SELECT 3::INT::BOOL, 0::BOOL, true::INT + 1, 'a' || 1 + 2", ['true,false,2,a3']],
    ["SELECT IF(1 = 2, 'a', IF(true, 'b,', 'c')), IFNULL(NULL, 'x')", ['b,,x']],
    ["SELECT substr('abcdef', 2::INT, 3), round(2.567::FLOAT, 2)", ['bcd,2.57']],
    ['SELECT now() = current_timestamp, now() = clock_timestamp()', ['true,true']],
    ["SELECT extract(epoch FROM '1h'::INTERVAL)", ['3600']],
    ['SELECT x FROM (VALUES (1), (NULL), (2)) AS v(x) ORDER BY x', ['null', '1', '2']],
    ['SELECT x FROM (VALUES (1), (NULL), (2)) AS v(x) ORDER BY x DESC', ['2', '1', 'null']],
    ["SELECT array_agg(s ORDER BY s DESC) FROM (VALUES ('a'), ('b')) AS v(s)", ['b,a']],
    ['WITH x AS (SHOW JOBS) SELECT count(*) FROM x JOIN [SHOW JOBS] AS y USING (job_id)', ['2']],
    ['SELECT error FROM [SHOW JOB 2] WHERE true OR false', ['tab\tnewline\nback\\slash']],
    ['SELECT count(*) FROM [SHOW JOBS], [SHOW JOBS] AS j GROUP BY ()', ['4']],
    [
      'SELECT orders.id, o.total FROM orders JOIN db.public.orders AS o USING (id)',
      ['1,1.50', '2,null'],
    ],
    ['SELECT sum(total) FROM orders@primary', ['1.50']],
    ["SELECT $$it's [SHOW JOBS]$$, e'\\x41' -- [SHOW JOBS]", ["it's [SHOW JOBS],A"]],
  ])('%s gives %j', async (text, rows) => {
    expect(await told(text)).toEqual(rows);
  });

  it.each([
    ['SELECT nme FROM orders', ['42703', 'column "nme" does not exist', 7]],
    [
      "SELECT job_id FROM [SHOW JOBS] WHERE nme ILIKE 'x'",
      ['42703', 'column "nme" does not exist', 37],
    ],
    ['SELECT 1 FROM a.b JOIN orders ON true', ['42P01', 'relation "a.b" does not exist', 14]],
    [
      'SELECT 1 FROM orders JOIN orders ON true',
      ['42712', 'table name "orders" specified more than once', undefined],
    ],
    ['SELECT sum(id) FROM orders HAVING GROUP', ['42601', 'at or near "GROUP": syntax error', 34]],
    ['SELECT sum(id) + FROM orders', ['42601', 'at or near "FROM": syntax error', 17]],
    ['SELECT nothing(1)', ['42883', 'unknown function: nothing()', 7]],
    ['SELECT 2 * 7 // 2', ['0A000', '// is not supported between these operands', 13]],
    ['SELECT 1 FROM orders GROUP BY $1', ['42P02', 'no value provided for placeholder: $1', 30]],
    [
      "SELECT array_agg(x) FROM (VALUES ('a'), (NULL)) AS v(x)",
      ['0A000', 'an array with NULL in it is not supported', undefined],
    ],
  ])('%s is refused with %j', async (text, refusal) => {
    expect(await told(text)).toEqual(refusal);
  });

  it.each([
    ['nme', 'SELECT  -- the name\n  nme\n  FROM orders GROUP BY ()'],
    ['a.b', '( SELECT 1\n UNION  SELECT id FROM a.b )'],
    ['//', 'SELECT   2 * 7 // 2'],
    ['$1', 'SELECT\n1 FROM  orders GROUP BY $1'],
  ])('the fault is found at %j in the text that was typed: %j', async (fault, query) => {
    const text = `SHOW JOBS; /* \u{1F600} */ ${query}`;
    const evaluated = engine.evaluate(parse(text)[1] as Query, sources());
    const error = await evaluated.catch((thrown: unknown) => located(thrown as SqlError, text));
    expect(error).toMatchObject({ position: Array.from(text.split(fault, 1)[0]!).length + 1 });
  });

  it('a name that the engine gave is in no message', async () => {
    const text = 'SELECT job_id FROM [SHOW JOBS] GROUP BY status';
    await expect(evaluate(text)).rejects.toMatchObject({
      code: '42803',
      message:
        'column "job_id" must appear in the GROUP BY clause or be used in an aggregate function',
    });
  });
});

/** A thousand rows with these numbers. */
function rowsFrom(first: number): readonly Row[] {
  return Array.from({ length: 1000 }, (_, at): Row => [BigInt(first + at), 'x']);
}

describe('the rows of a large table', () => {
  it('are loaded in the parts they come in', async () => {
    const columns = [
      { name: 'id', type: 'INT8' },
      { name: 'text', type: 'STRING' },
    ] as const;
    let parts = 0;
    const large: SourceTable = {
      columns,
      rows: () => Promise.reject(new Error('all rows at once were asked for')),
      async *batches() {
        for (; parts < 20; parts++) yield rowsFrom(parts * 1000);
      },
    };
    const table = { ...sources(), table: () => Promise.resolve(large) };
    const query = queryOf('SELECT count(*), sum(id) FROM large GROUP BY ()');
    expect((await engine.evaluate(query, table)).rows).toEqual([[20_000n, '199990000']]);
    expect(parts).toBe(20);
  });

  it('are not read at all for a query that makes no sense', async () => {
    const table = (): Promise<SourceTable> =>
      Promise.resolve({ ...ORDERS, rows: () => Promise.reject(new Error('rows were read')) });
    const query = queryOf('SELECT nme FROM orders');
    const refused = engine.evaluate(query, { ...sources(), table });
    await expect(refused).rejects.toMatchObject({ code: '42703' });
  });
});

describe('a query that does not end', () => {
  const ENDLESS = 'SELECT count(*) FROM generate_series(1, 100000000000) AS g(n) GROUP BY ()';

  it('is ended with its thread at its deadline, and others are answered by the next', async () => {
    const hasty = createPgliteEngine({ clock, cacheFolder, statementTimeoutMs: 300 });
    await evaluate('SELECT 1 + 1', hasty);
    const late = evaluate(ENDLESS, hasty);
    const queued = evaluate('SELECT count(*) FROM orders GROUP BY ()', hasty);
    await expect(late).rejects.toMatchObject({
      code: '57014',
      message: 'query execution canceled due to statement timeout',
    });
    expect((await queued).rows).toEqual([[2n]]);
    await hasty.dispose();
  });

  it('is ended by its signal', async () => {
    const controller = new AbortController();
    const other = createPgliteEngine({ clock, cacheFolder });
    await evaluate('SELECT 1 + 1', other);
    const ended = other.evaluate(queryOf(ENDLESS), sources(), undefined, controller.signal);
    controller.abort();
    await expect(ended).rejects.toMatchObject({ code: '57014' });
    await other.dispose();
    await expect(evaluate('SELECT 1 + 1', other)).rejects.toMatchObject({ code: 'XX000' });
  });
});

describe('the kept database', () => {
  it('is made anew when it is damaged', async () => {
    const [name = ''] = await readdir(cacheFolder);
    const folder = await mkdtemp(join(tmpdir(), 'rescind-pglite-'));
    await writeFile(join(folder, name), 'no database');
    const other = createPgliteEngine({ clock, cacheFolder: folder });
    expect((await evaluate('SELECT 1 + 1', other)).rows).toEqual([[2n]]);
    await other.dispose();
    await rm(folder, { recursive: true });
  });
});
