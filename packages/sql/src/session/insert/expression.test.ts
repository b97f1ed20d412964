import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSystemClock } from '@rescind/shared/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RowSources } from '../../engine.ts';
import { numbersFrom } from '../../engine/contract-generated.ts';
import { createPgliteEngine, type PgliteEngine } from '../../engine/pglite.ts';
import { SqlError } from '../../sql-error.ts';
import type { Expression, Query } from '../../syntax/ast.ts';
import { parse } from '../../syntax/parser.ts';
import type { Column, Row } from '../../value.ts';
import { compileExpression } from './expression.ts';

// INSERT … SELECT works out rows without the engine, and must not work them out otherwise.

const COLUMNS: readonly Column[] = [
  { name: 'a', type: 'INT8' },
  { name: 'b', type: 'INT8' },
  { name: 's', type: 'STRING' },
  { name: 'f', type: 'FLOAT8' },
  { name: 'x', type: 'BOOL' },
];

const ROWS: readonly Row[] = [
  [1n, 2n, 'abc', 0.5, true],
  [0n, 5n, '', 1.5, false],
  [-7n, null, 'größer \u{1F600}', -2.5, null],
  [null, -3n, null, null, true],
  [9_223_372_036_854_775_807n, 1n, '12', 1e30, false],
  [-9_223_372_036_854_775_808n, -1n, ' 5 ', 0, null],
  [3n, 0n, '2024-02-29 12:00:00', -0.1, true],
];

/** An expression of one of the types, of those that the engine may be spared. */
function expressionFrom(seed: number): string {
  const number = numbersFrom(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[number(items.length)]!;

  const int = (depth: number): string =>
    depth === 0
      ? pick(['a', 'b', '0', '7', '-3', '2.0', 'NULL', "'5'"])
      : pick([
          () => `${inner(int, depth)} ${pick(['+', '-', '*', '%'])} ${inner(int, depth)}`,
          () => `-${inner(int, depth)}`,
          () => `mod(${int(depth - 1)}, ${int(depth - 1)})`,
          () => `length(${text(depth - 1)})`,
          () => `${inner(float, depth)}::INT`,
          () => `${inner(text, depth)}::INT`,
          () => `${inner(truth, depth)}::INT`,
        ])();
  const text = (depth: number): string =>
    depth === 0
      ? pick(['s', 's', "'ab'", "''", "'12'", "'\u{1F600}'", 'NULL'])
      : pick([
          () => `${inner(text, depth)} || ${inner(pick([text, int]), depth)}`,
          () => `concat(${text(depth - 1)}, ${int(depth - 1)}, ${text(depth - 1)})`,
          () => `repeat(${text(depth - 1)}, ${count()})`,
          () => `lpad(${text(depth - 1)}, ${count()})`,
          () => `lpad(${text(depth - 1)}, ${count()}, ${text(depth - 1)})`,
          () => `md5(${text(depth - 1)})`,
          () => `${inner(pick([int, truth]), depth)}::STRING`,
        ])();
  const float = (depth: number): string =>
    depth === 0
      ? pick(['f', 'f', '2', '0.5', "'1.5'::FLOAT"])
      : pick([
          () => `${inner(float, depth)} ${pick(['+', '-', '*', '/'])} ${inner(float, depth)}`,
          () => `-${inner(float, depth)}`,
          () => `floor(${float(depth - 1)})`,
          () => `${inner(int, depth)}::${pick(['FLOAT', 'DECIMAL'])}`,
        ])();
  const truth = (depth: number): string =>
    depth === 0 ? pick(['x', 'true', "'off'::BOOL"]) : `${inner(int, depth)}::BOOL`;
  const time = (): string => pick(["'2024-02-29'", "'2024-02-30'", "'noon'", 's']) + '::TIMESTAMP';
  const count = (): string => pick(['0', '3', '-1', '(b % 4)', '(a % 5)', 'NULL']);
  const inner = (make: (depth: number) => string, depth: number): string => `(${make(depth - 1)})`;
  return pick([int, int, text, text, float, float, truth, time])(number(4));
}

let cacheFolder: string;
let engine: PgliteEngine;

beforeAll(async () => {
  cacheFolder = await mkdtemp(join(tmpdir(), 'rescind-insert-'));
  engine = createPgliteEngine({ clock: createSystemClock(), cacheFolder });
});

afterAll(async () => {
  await engine.dispose();
  await rm(cacheFolder, { recursive: true });
});

const SOURCES: RowSources = {
  open: () => Promise.reject(new Error('nothing is shown')),
  table: () => Promise.resolve({ columns: COLUMNS, rows: () => Promise.resolve(ROWS) }),
};

function codeOf(error: unknown): string {
  if (error instanceof SqlError) return error.code;
  throw error;
}

/** Type and values, or the SQLSTATEs that its rows fail with; undefined when it is not known. */
function workedOut(expression: Expression): readonly string[] | undefined {
  const codes = new Set<string>();
  try {
    const scope = COLUMNS.map((column) => ({ ...column, qualifier: 't' }));
    const compiled = compileExpression(expression, { scope, random: undefined });
    if (compiled === undefined) return undefined;
    const values = ROWS.map((row) => {
      try {
        return String(compiled.read(row));
      } catch (error) {
        codes.add(codeOf(error));
        return '';
      }
    });
    if (codes.size === 0) return [compiled.type, ...values];
  } catch (error) {
    codes.add(codeOf(error));
  }
  return [...codes];
}

/** The same of the engine, which tells of one failure. */
async function asked(query: Query): Promise<readonly string[]> {
  try {
    const { columns, rows } = await engine.evaluate(query, SOURCES);
    return [columns[0]!.type, ...rows.map(([value]) => String(value))];
  } catch (error) {
    return [codeOf(error)];
  }
}

function queryOf(text: string): { readonly query: Query; readonly expression: Expression } {
  const [query] = parse(`SELECT ${text} FROM t`);
  if (query?.kind !== 'Select' || query.body.kind !== 'SelectClause') throw new Error(text);
  return { query, expression: query.body.targets[0]!.expression as Expression };
}

it('expressions of INSERT come to what the engine makes of them', async () => {
  let compared = 0;
  for (let seed = 1; seed <= 400; seed++) {
    const text = expressionFrom(seed);
    const { query, expression } = queryOf(text);
    const known = workedOut(expression);
    if (known === undefined) continue;
    const answer = await asked(query);
    const isOneOfThem = answer.length === 1 && known.includes(answer[0]!);
    expect([text, isOneOfThem ? known : answer]).toEqual([text, known]);
    compared++;
  }
  expect(compared).toBeGreaterThan(300);
});

it.each([
  'a / b',
  'a + f',
  's = s',
  'upper(s)',
  'floor(a)',
  'a || b',
  'f::STRING',
  '1e2000 + 1',
  "concat_operator('a', 'b')",
  's.a',
  'nme',
])('%s is left to the engine', (text) => {
  expect(workedOut(queryOf(text).expression)).toBeUndefined();
});
