/** The parser against texts that nobody wrote in good faith: it refuses them, and quickly. */

import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';

import { parse } from './parser.ts';
import { NESTING_MAX } from './parser/cursor.ts';
import { print } from './printer.ts';
import type { Statement } from './statement.ts';
import { SqlSyntaxError } from './syntax-error.ts';

// These tests are bounded by their work; a busy machine may take its time.
vi.setConfig({ testTimeout: 120_000 });

const WORDS = `
  cancel pause resume show jobs job automatic when complete with reason set reset cluster setting
  settings all public to default on create details select values from where order by limit as and
  or not is null in like ilike between true false asc desc nulls first last a b "c" 'd' e'\\n' $$x$$
  $1 $0 1 2.5 0xff 007 1e ( ) [ ] , . ; :: = != <> < <= > >= + - * / % ? ! ' " -- /* */ int decimal
  now coalesce left join group union with table case over for schedule schedules database drop
  alter rename insert into if exists primary key backup restore latest options recurring analyze
  statistics user role password use history`;
const soup = fc
  .array(fc.constantFrom(...WORDS.trim().split(/\s+/u)), { maxLength: 30 })
  .map((words) => words.join(' '));

const GOOD = [
  "PAUSE JOBS SELECT id FROM [SHOW JOBS] AS j WHERE a = 'x' AND NOT b IN (1, 2) WITH REASON = 'y'",
  'CANCEL JOB (SELECT job_id FROM db.public."T" ORDER BY a DESC NULLS LAST LIMIT 1); SHOW JOBS;',
  "SELECT a.*, -1::INT8, now() - '1h'::INTERVAL, count(*) FROM t WHERE a BETWEEN 1 AND $2 OR b",
  'SHOW JOB WHEN COMPLETE 7; SET CLUSTER SETTING a.b.c = on /* c */; RESET CLUSTER SETTING x -- d',
  `CREATE JOB "nightly-backup" WITH DETAILS = e'{"a": "\\u00e9\\x41"}'; SHOW ALL CLUSTER SETTINGS`,
  'CANCEL JOBS WITH x AS (SHOW JOBS) SELECT a FROM x JOIN [SHOW JOB 1] AS j ON b[1] = ARRAY[$$c$$]',
  "CANCEL JOB (SELECT a FROM t GROUP BY a); INSERT INTO t (a) SELECT 1 UNION (VALUES (2.5, 'x'))",
  "BACKUP TABLE a, b.* INTO ('x') AS OF SYSTEM TIME '-1s' WITH OPTIONS (a, b = 'c', d = -1)",
  "CREATE SCHEDULE IF NOT EXISTS a FOR BACKUP INTO 'x' RECURRING '@daily' FULL BACKUP ALWAYS",
  'CREATE TABLE IF NOT EXISTS a.b (c INT NOT NULL PRIMARY KEY, d DECIMAL(1), PRIMARY KEY (c, d))',
  'CREATE STATISTICS s ON a, b FROM c WITH OPTIONS THROTTLING 0.5 AS OF SYSTEM TIME $1; USE a',
];
const mutated = fc
  .tuple(
    fc.constantFrom(...GOOD),
    fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        cut: fc.integer({ min: 0, max: 6 }),
        put: fc.oneof(fc.constantFrom(...WORDS.trim().split(/\s+/u)), fc.string({ maxLength: 3 })),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  )
  .map(([text, edits]) =>
    edits.reduce((edited, { at, cut, put }) => {
      const from = Math.floor(at * edited.length);
      return edited.slice(0, from) + put + edited.slice(from + cut);
    }, text),
  );

/** What the parser makes of a text: statements, or the error it refuses with. */
function answer(source: string): readonly Statement[] | SqlSyntaxError {
  try {
    return parse(source);
  } catch (error) {
    if (error instanceof SqlSyntaxError) return error;
    throw error;
  }
}

/** Whether an error says where and shows what. */
function isComplete(error: SqlSyntaxError, source: string): boolean {
  const isInside = error.position >= 1 && error.position <= source.length + 1;
  return isInside && /^source SQL:\n[^]*\n *\^$/u.test(error.detail);
}

/** Whether what is accepted is accepted again as it is printed, and prints the same. */
function isStable(statements: readonly Statement[]): boolean {
  const printed = statements.map((statement) => print(statement));
  const again = answer(printed.join('; '));
  return !('message' in again) && again.every((tree, index) => print(tree) === printed[index]);
}

describe('the parser throws nothing but SqlSyntaxError', () => {
  test.each([
    ['any characters', fc.string({ unit: 'binary', maxLength: 60 }), 4000],
    ['any words', soup, 8000],
    ['damaged statements', mutated, 8000],
  ] as const)('for %s', (_, texts, numRuns) => {
    const holds = fc.property(texts, (source) => {
      const given = answer(source);
      return 'message' in given ? isComplete(given, source) : isStable(given);
    });
    fc.assert(holds, { numRuns });
  });
});

/** The processor seconds that an answer takes. Waiting on a busy machine is no work. */
function secondsToAnswer(source: string): number {
  const start = process.cpuUsage();
  answer(source);
  return process.cpuUsage(start).user / 1_000_000;
}

describe('much of the same', () => {
  test.each(['(', '[', 'SELECT (', 'a IN (', '1+'])('is answered quickly: 1 MB of %j', (piece) => {
    const much = piece.repeat(Math.ceil(2 ** 20 / piece.length));
    expect(secondsToAnswer(much)).toBeLessThan(10);
    expect(secondsToAnswer(`CANCEL JOBS SELECT ${much}`)).toBeLessThan(10);
  });

  // Quadratic work on this much takes minutes; linear work takes milliseconds.
  test.each([
    ...['-', 'NOT ', 'a.', 'a OR ', 'f(', 'a::int', 'SELECT ', '(SELECT ', 'SELECT 1 FROM ['],
    ...['a BETWEEN ', '/*', '--\n', "'", "'a'\n", '"', '$', '$a', '$a$', "e'\\", ';', ',', '*'],
    ...['JOIN [SHOW JOBS SELECT ', 'FROM [SHOW JOBS SELECT 1 ', 'SELECT 1 FROM [SHOW JOBS '],
    ...['UNION (', 'SELECT 1 FROM [SHOW JOBS] JOIN [SHOW JOBS SELECT 1 FROM t] GROUP ', 'a JOIN '],
    ...['VALUES (', '1.', '\0', 'CANCEL JOBS (', '1 OR 1 AND 1 < 1 LIKE 1 + 1 * ('],
  ])('is answered quickly: 256 KB of %j', (piece) => {
    const much = piece.repeat(Math.ceil(2 ** 18 / piece.length));
    expect(secondsToAnswer(much)).toBeLessThan(10);
    expect(secondsToAnswer(`SELECT ${much}`)).toBeLessThan(10);
    expect(secondsToAnswer(`SELECT 1 GROUP BY ${much}`)).toBeLessThan(10);
    expect(secondsToAnswer(`CANCEL JOB (SELECT 1 GROUP BY ${much})`)).toBeLessThan(10);
  });

  test.each([
    ['statements', 'CANCEL JOB 1;', 20_000],
    ['values', `CANCEL JOBS VALUES (1)${', (1)'.repeat(50_000)};`, 6],
    ['candidates', `SELECT a IN (1${', 1'.repeat(50_000)});`, 8],
    ['a setting', `SHOW CLUSTER SETTING a${'.a'.repeat(100_000)};`, 6],
    ['an opaque query', `SELECT 1 GROUP BY 1${', [SHOW JOBS]'.repeat(20_000)};`, 6],
    ['a string', `CREATE JOB a WITH DETAILS = '${'x'.repeat(100_000)}';`, 11],
  ])('is read: %s', (_, piece, count) => {
    expect(parse(piece.repeat(count))).toHaveLength(count);
  });
});

describe('nesting', () => {
  const repeat = (piece: string, count: number): string => piece.repeat(count);
  const nested: readonly (readonly [string, (depth: number) => string])[] = [
    ['parentheses', (depth) => `SELECT ${repeat('(', depth)}1${repeat(')', depth)}`],
    ['calls', (depth) => `SELECT ${repeat('f(', depth)}1${repeat(')', depth)}`],
    ['NOT', (depth) => `SELECT ${repeat('NOT ', depth)}a`],
    ['minus', (depth) => `SELECT ${repeat('- ', depth)}a`],
    ['queries', (depth) => `SELECT ${repeat('(SELECT ', depth)}1${repeat(')', depth)}`],
    ['sources', (depth) => `${repeat('SELECT 1 FROM [', depth)}SHOW JOBS${repeat(']', depth)}`],
    ['candidates', (depth) => `SELECT ${repeat('a IN (', depth)}1${repeat(')', depth)}`],
    ['query parentheses', (depth) => `${repeat('(', depth)}VALUES (1)${repeat(')', depth)}`],
    ['opaque queries', (depth) => `SELECT 1 GROUP BY ${repeat('(', depth)}1${repeat(')', depth)}`],
    ['casts', (depth) => `SELECT a${repeat('::INT8', depth)}`],
    ['OR', (depth) => `SELECT ${repeat('a OR ', depth)}b`],
    [
      'all precedences',
      (depth) => `SELECT ${repeat('a OR b AND c < d LIKE e + f * (', depth)}1${repeat(')', depth)}`,
    ],
  ];

  test.each(nested)('of %s is fine for 38 levels, as printed too', (_, build) => {
    const [statement] = parse(build(38));
    if (statement === undefined) throw new Error('nothing parsed');
    for (const printed of [print(statement), print(statement, { redacted: true })]) {
      expect(print(parse(printed)[0] ?? statement, { parenthesized: true })).toContain('(');
    }
  });

  test.each(nested)(
    'of %s is refused with 54001 beyond the limit, long before the stack ends',
    (_, build) => {
      const depth = deepest(build);
      const [statement] = parse(build(depth));
      if (statement === undefined) throw new Error('nothing parsed');
      const printed = print(statement);
      // What is accepted is accepted again as printed: the limit is one of trees, not of texts.
      expect(print(parse(printed)[0] ?? statement)).toBe(printed);
      for (const more of [1, 10, 100_000]) {
        expect(() => parse(build(depth + more))).toThrow(
          expect.objectContaining({
            sqlstate: '54001',
            message: 'statement is nested too deeply',
            hint: undefined,
          }),
        );
      }
    },
  );

  /** The deepest nesting that is accepted; far more than the limit means there is none. */
  function deepest(build: (depth: number) => string): number {
    for (let depth = 1; depth < 2 * NESTING_MAX; depth += 1) {
      try {
        parse(build(depth + 1));
      } catch {
        return depth;
      }
    }
    throw new Error('nothing is refused');
  }
});
