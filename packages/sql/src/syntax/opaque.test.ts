/** What an engine gets of a query that this grammar does not know. */

import { describe, expect, test } from 'vitest';

import type { OpaqueSelect } from './ast.ts';
import { offsetInSource } from './opaque-offset.ts';
import { parse } from './parser.ts';
import { print } from './printer.ts';

/** The only opaque query of a text, as a statement or as its argument. */
function opaqueIn(source: string): OpaqueSelect {
  const found: OpaqueSelect[] = [];
  JSON.parse(JSON.stringify(parse(source)), (_key, value: unknown) => {
    if (isOpaque(value)) found.push(value);
    return value;
  });
  const [only, another] = found;
  if (only === undefined || another !== undefined) throw new Error(`${found.length} queries`);
  return only;
}

function isOpaque(value: unknown): value is OpaqueSelect {
  return typeof value === 'object' && value !== null && 'sources' in value;
}

/** Each source as it stands in the text, and as a statement. */
function sourcesOf(source: string): readonly string[] {
  const { text, sources } = opaqueIn(source);
  return sources.map(
    ({ start, end, statement }) => `${text.slice(start, end)} is ${print(statement)}`,
  );
}

describe('the sources of an opaque query', () => {
  test('are found by their brackets, in the order of the text', () => {
    expect(
      sourcesOf('SELECT 1 FROM [show  jobs] a JOIN [SHOW SCHEDULES] ON x, [SHOW JOB /* */ 1]'),
    ).toEqual([
      '[show jobs] is SHOW JOBS',
      '[SHOW SCHEDULES] is SHOW SCHEDULES',
      '[SHOW JOB 1] is SHOW JOBS VALUES (1)',
    ]);
  });

  test('are found in parentheses where WITH names them', () => {
    expect(sourcesOf('WITH x AS (SHOW JOBS), y AS MATERIALIZED (SHOW USERS) TABLE x')).toEqual([
      '(SHOW JOBS) is SHOW JOBS',
      '(SHOW USERS) is SHOW USERS',
    ]);
  });

  test('are found in parentheses, in queries in brackets, and in the argument of JOB', () => {
    expect(sourcesOf('CANCEL JOB (SELECT max(x) FROM ([SHOW JOBS]) GROUP BY y)')).toEqual([
      '[SHOW JOBS] is SHOW JOBS',
    ]);
    expect(sourcesOf('SELECT 1 FROM t JOIN [SELECT 1 FROM [SHOW JOBS]] ON true')).toEqual([
      '[SHOW JOBS] is SHOW JOBS',
    ]);
  });

  test.each([
    "SELECT '[SHOW JOBS]' UNION SELECT $$ FROM [SHOW JOBS] $$",
    'SELECT "FROM [SHOW JOBS]" FROM t GROUP BY 1 -- FROM [SHOW JOBS]',
    'SELECT 1 FROM t /* FROM [SHOW JOBS] */ GROUP BY 1',
    'SELECT a[show], ARRAY[[show], [jobs]], (a)[show] FROM t GROUP BY 1',
    'SELECT "from"[show] FROM t GROUP BY 1',
    'SELECT f((show)) FROM t GROUP BY 1',
  ])('are none in %s', (source) => {
    expect(sourcesOf(source)).toEqual([]);
  });
});

describe('the extent of an opaque query', () => {
  test.each([
    ['SELECT a GROUP BY a; SHOW JOBS', 'SELECT a GROUP BY a'],
    ["CANCEL JOBS SELECT a GROUP BY a WITH REASON = 'x'", 'SELECT a GROUP BY a'],
    ['SHOW JOBS WITH reason AS (SELECT 1) TABLE reason', 'WITH reason AS (SELECT 1) TABLE reason'],
    ['INSERT INTO t (a) (SELECT 1) UNION SELECT 2', '(SELECT 1) UNION SELECT 2'],
  ])('of %s is %s', (source, extent) => {
    const { text, span } = opaqueIn(source);
    expect(text).toBe(extent);
    expect(source.slice(span.start, span.end)).toBe(extent);
  });

  test('is the whole query, also when only a query inside it is unknown', () => {
    expect(opaqueIn('SELECT a FROM t WHERE a IN (SELECT b GROUP BY b)').text).toBe(
      'SELECT a FROM t WHERE a IN (SELECT b GROUP BY b)',
    );
  });

  test('does not hold another one within more than a few brackets', () => {
    const nested = (depth: number): string =>
      depth === 0 ? 'SELECT 1' : `SELECT 1 FROM [SHOW JOBS ${nested(depth - 1)}] GROUP BY 1`;
    expect(() => parse(nested(4))).not.toThrow();
    expect(() => parse(nested(20))).toThrow(expect.objectContaining({ sqlstate: '54001' }));
  });
});

describe('the text of an opaque query', () => {
  test('has no white space and no comment but single spaces, and words beyond ASCII folded', () => {
    expect(opaqueIn('select\n\tÉ,a . b -- c\n from t\r\ngroup by É').text).toBe(
      'select é,a . b from t group by é',
    );
  });

  test('keeps strings as they are, for what they mean depends on every character', () => {
    const text = "SELECT 'a\n  b', e'\\n', b'x', $$ $a$ --\n$$, 'a'\n  'b' GROUP BY 1";
    expect(opaqueIn(text).text).toBe(text);
  });

  test('has no literal when it is redacted', () => {
    const [query] = parse(
      "SELECT 'secret', e'\\x42secret', 42, 4.2, 0x42, b'secret', $$secret$$ FROM " +
        "[SHOW BACKUPS IN 'secret'] AS b JOIN [SHOW JOB 42] AS j ON $1 = $a$secret$a$",
    );
    expect(print(query!, { redacted: true })).toBe(
      "SELECT '_', '_', _, _, _, b'_', '_' FROM [SHOW BACKUPS IN '*****'] AS b " +
        "JOIN [SHOW JOBS VALUES (_)] AS j ON $1 = '_'",
    );
  });
});

describe('an offset in the text of an opaque query', () => {
  test.each([
    '  SELECT  a /* nme */ FROM [SELECT 1]  x\n JOIN y USING ( nme )',
    'SHOW JOBS; CANCEL JOB  ( SELECT 1\n UNION  SELECT nme FROM t )',
    'WITH x AS ( SHOW   JOBS) SELECT É,  nme FROM x',
  ])('is one of the source: %j', (source) => {
    const query = opaqueIn(source);
    const offset = offsetInSource(source, query, query.text.lastIndexOf('nme'));
    expect(offset).toBe(source.lastIndexOf('nme'));
    expect(offsetInSource(source, query, 0)).toBe(query.span.start);
    expect(offsetInSource(source, query, query.text.length)).toBe(query.span.end);
  });
});
