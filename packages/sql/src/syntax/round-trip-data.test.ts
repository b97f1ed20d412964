/** The laws that hold between the printer and the parser, for statements on data and schedules. */

import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';

import { plain } from '../testing/plain.ts';
import type { Expression, Query } from './ast.ts';
import type { Option, OptionValue, Targets } from './ast/backup.ts';
import type { ColumnDefinition } from './ast/table.ts';
import { allKeywords } from './keywords.ts';
import { NOWHERE, type TypeName } from './leaf.ts';
import { parse } from './parser.ts';
import { print } from './printer.ts';
import type { DataStatement } from './statement.ts';

// These tests are bounded by their work; a busy machine may take its time.
vi.setConfig({ testTimeout: 120_000 });

const span = NOWHERE;

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom("it's", '\\', '\n', '日本', 'nodelocal://1/a?KEY=k', ''),
);
const name = fc.oneof(
  fc.constantFrom('a', 'Mixed', 'two words', 'a"b', 'é', ''),
  fc.constantFrom(...allKeywords().keys()),
  text,
);
const path = (partsMax: number): fc.Arbitrary<string[]> =>
  fc.array(name, { minLength: 1, maxLength: partsMax });
const string = text.map((value) => ({ kind: 'StringLiteral', value, span }) as const);
const given = fc.oneof(
  string,
  fc.integer({ min: 1, max: 99 }).map((index) => ({ kind: 'Placeholder', index, span }) as const),
);

const typeName: fc.Arbitrary<TypeName> = fc
  .tuple(
    fc.constantFrom(['int8'], ['timestamptz'], ['My Type'], ['from'], ['a', 'b']),
    fc.boolean(),
  )
  .map(([parts, array]) => ({ kind: 'TypeName', name: parts, modifiers: [], array, span }));

const expression: fc.Arbitrary<Expression> = fc.oneof(
  given,
  fc.constantFrom<Expression>(
    { kind: 'NullLiteral', span },
    { kind: 'FunctionCall', name: ['now'], arguments: [], span },
    {
      kind: 'Binary',
      operator: 'OR',
      left: { kind: 'ColumnReference', name: ['a'], span },
      right: { kind: 'BooleanLiteral', value: true, span },
      span,
    },
  ),
);

/** Any kind of query; those of any shape are with the other laws. */
const query = fc.constantFrom(
  ...[
    'VALUES (1, NULL), (2, $1)',
    'SELECT a FROM [SHOW TABLES] AS t WHERE b',
    '(SELECT 1)',
    '((SELECT 1) ORDER BY 1)',
    'SELECT a FROM [SHOW JOB 1] GROUP BY a',
    '(SELECT 1) UNION (SELECT 2)',
    'WITH x AS (SHOW JOBS) TABLE x',
    'TABLE t',
  ].map((written) => plain(parse(written)[0]) as Query),
);

const names = fc.array(name, { minLength: 1, maxLength: 3 });
const flag = fc.boolean();
const isSpan = fc.constant(span);
const is = <Kind extends string>(kind: Kind): fc.Arbitrary<Kind> => fc.constant(kind);
const behavior = fc.constantFrom('CASCADE' as const, 'RESTRICT' as const, null);

const targetList: fc.Arbitrary<Targets> = fc.oneof(
  names.map((list): Targets => ({ kind: 'DatabaseTargets', names: list, span })),
  fc
    .array(
      fc.tuple(path(3), flag).map(([parts, star]) => {
        const isAll = star && parts.length < 3;
        return { kind: 'TablePattern' as const, name: parts, star: isAll, span };
      }),
      { minLength: 1, maxLength: 2 },
    )
    .map((patterns): Targets => ({ kind: 'TableTargets', patterns, span })),
);

const optionValue: fc.Arbitrary<OptionValue> = fc.oneof(
  given,
  fc.constantFrom<OptionValue>(
    { kind: 'IntegerLiteral', text: '-5', span },
    { kind: 'DecimalLiteral', text: '1.5', span },
    { kind: 'BooleanLiteral', value: false, span },
    { kind: 'NullLiteral', span },
  ),
);
const optionList: fc.Arbitrary<Option[]> = fc.array(
  fc.record({ kind: is('Option'), name, value: fc.option(optionValue), span: isSpan }),
  { maxLength: 2 },
);

const columnDefinition: fc.Arbitrary<ColumnDefinition> = fc.record({
  kind: is('ColumnDefinition'),
  name,
  type: typeName,
  nullability: fc.constantFrom('NOT NULL' as const, 'NULL' as const, null),
  primaryKey: flag,
  span: isSpan,
});

const tableStatement: fc.Arbitrary<DataStatement> = fc.oneof(
  fc.record({ kind: is('CreateDatabase'), ifNotExists: flag, name, span: isSpan }),
  fc.record({ kind: is('DropDatabase'), ifExists: flag, name, behavior, span: isSpan }),
  fc.record({ kind: is('RenameDatabase'), name, to: name, span: isSpan }),
  fc.record({
    kind: is('CreateTable'),
    ifNotExists: flag,
    table: path(3),
    columns: fc.array(columnDefinition, { maxLength: 3 }),
    primaryKey: fc.option(names),
    span: isSpan,
  }),
  fc.record({
    kind: is('DropTable'),
    ifExists: flag,
    tables: fc.array(path(3), { minLength: 1, maxLength: 3 }),
    behavior,
    span: isSpan,
  }),
  fc.record({ kind: is('RenameTable'), table: path(3), to: path(3), span: isSpan }),
  fc.record({
    kind: is('Insert'),
    table: path(3),
    columns: fc.option(names),
    rows: query,
    span: isSpan,
  }),
);

const dataStatement: fc.Arbitrary<DataStatement> = fc.oneof(
  { weight: 3, arbitrary: tableStatement },
  fc.record({
    kind: is('Backup'),
    targets: fc.option(targetList),
    uri: given,
    asOf: fc.option(expression),
    options: optionList,
    span: isSpan,
  }),
  fc.record({
    kind: is('Restore'),
    targets: fc.option(targetList),
    subdirectory: fc.option(fc.oneof(given, is('LATEST'))),
    uri: given,
    options: optionList,
    span: isSpan,
  }),
  fc.record({
    kind: is('CreateStatistics'),
    name,
    columns: fc.option(names),
    table: path(3),
    throttling: fc.constantFrom(
      { kind: 'DecimalLiteral' as const, text: '0.25', span },
      { kind: 'DecimalLiteral' as const, text: '.9', span },
      null,
    ),
    asOf: fc.option(expression),
    span: isSpan,
  }),
  fc.record({ kind: is('Analyze'), table: path(3), span: isSpan }),
  fc.tuple(flag, fc.option(given)).chain(([ifNotExists, label]) =>
    fc.record({
      kind: is('CreateSchedule'),
      ifNotExists: fc.constant(label !== null && ifNotExists),
      label: fc.constant(label),
      targets: fc.option(targetList),
      uri: given,
      options: optionList,
      recurring: given,
      fullBackup: fc.option(fc.oneof(given, is('ALWAYS'))),
      scheduleOptions: optionList,
      span: isSpan,
    }),
  ),
  fc.record({
    kind: is('ControlSchedules'),
    command: fc.constantFrom('PAUSE' as const, 'RESUME' as const, 'DROP' as const),
    schedules: query,
    span: isSpan,
  }),
  fc.record({
    kind: is('CreateUser'),
    role: flag,
    ifNotExists: flag,
    name,
    controlJob: fc.option(flag),
    password: fc.option(fc.oneof(given, fc.constant({ kind: 'NullLiteral' as const, span }))),
    span: isSpan,
  }),
  fc.record({ kind: is('DropUser'), role: flag, ifExists: flag, names, span: isSpan }),
);

test('what is printed is parsed as the same tree', () => {
  fc.assert(
    fc.property(dataStatement, (tree) => {
      expect(plain(parse(print(tree)))).toEqual([plain(tree)]);
    }),
    { numRuns: 3000 },
  );
});

test('a redacted statement is the same for all literals', () => {
  fc.assert(
    fc.property(dataStatement, (tree) => {
      // The text of an opaque query is no literal, though literals are in it.
      fc.pre(!JSON.stringify(tree).includes('OpaqueSelect'));
      const other = plain(tree, { value: 'x', text: '1' }) as DataStatement;
      expect(print(other, { redacted: true })).toBe(print(tree, { redacted: true }));
    }),
  );
});
