/** The laws that hold between the printer and the parser, for any query and what holds one. */

import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';

import { plain } from '../testing/plain.ts';
import type {
  Expression,
  FunctionCall,
  OpaqueSelect,
  OpaqueSource,
  Query,
  Select,
  SelectClause,
  ShowStatement,
  Star,
  Subquery,
  Target,
  Tuple,
} from './ast.ts';
import type { BinaryOperator } from './ast/operator.ts';
import { allKeywords } from './keywords.ts';
import { NOWHERE, type TypeName } from './leaf.ts';
import { asCastOperand, asMinusOperand, asOperand } from './parentheses.ts';
import { parse } from './parser.ts';
import { print } from './printer.ts';
import type { Statement } from './statement.ts';

// These tests are bounded by their work; a busy machine may take its time.
vi.setConfig({ testTimeout: 120_000 });

const span = NOWHERE;

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom("it's", '\\', '\n', '日本', '😀', '--', '/*', '$$', ''),
);
const name = fc.oneof(
  fc.constantFrom('a', 'job_id', 'Mixed', 'two words', 'a"b', 'é', '', '_'),
  fc.constantFrom(...allKeywords().keys()),
  text,
);
const path = (partsMax: number): fc.Arbitrary<string[]> =>
  fc.array(name, { minLength: 1, maxLength: partsMax });
const alias = fc.option(name);
const setting = path(5).map((parts) => parts.join('.'));

const digits = fc.bigInt({ min: 0n, max: 10n ** 30n }).map(String);
const sign = fc.constantFrom('', '-');
const number = fc.oneof(
  fc.tuple(sign, fc.oneof(digits, fc.constant('0xFf'))).map(([minus, value]) => {
    return { kind: 'IntegerLiteral', text: minus + value, span } as const;
  }),
  fc
    .tuple(
      sign,
      fc.oneof(
        fc.constantFrom('1.', '.5', '1e-9'),
        digits.map((d) => `${d}.25E+3`),
      ),
    )
    .map(([minus, value]) => ({ kind: 'DecimalLiteral', text: minus + value, span }) as const),
);
const string = text.map((value) => ({ kind: 'StringLiteral', value, span }) as const);
const placeholder = fc
  .integer({ min: 1, max: 65_536 })
  .map((index) => ({ kind: 'Placeholder', index, span }) as const);
const column = path(4).map((parts) => ({ kind: 'ColumnReference', name: parts, span }) as const);
const atom = fc.oneof(
  number,
  string,
  placeholder,
  column,
  fc.boolean().map((value) => ({ kind: 'BooleanLiteral', value, span }) as const),
  fc.constant({ kind: 'NullLiteral', span } as const),
);

const typeName: fc.Arbitrary<TypeName> = fc
  .record({
    name: fc.oneof(
      fc.constantFrom(['int8'], ['string'], ['timestamptz'], ['My Type'], ['from'], ['']),
      fc.tuple(name, name),
    ),
    array: fc.boolean(),
  })
  .chain((base) =>
    fc.constantFrom<TypeName>(
      { kind: 'TypeName', ...base, modifiers: [], span },
      { kind: 'TypeName', name: ['decimal'], modifiers: ['10', '2'], array: base.array, span },
    ),
  );

const OPERATORS: readonly BinaryOperator[] = [
  ...(['+', '-', '*', '/', '%', '||', '=', '!=', '<', '<=', '>', '>=', 'AND', 'OR'] as const),
  ...(['LIKE', 'NOT LIKE', 'ILIKE', 'NOT ILIKE'] as const),
];

interface Trees {
  expression: Expression;
  select: Select;
  show: ShowStatement;
}

type Tie = fc.LetrecTypedTie<Trees>;

function subqueries(tie: Tie): fc.Arbitrary<Subquery> {
  return tie('select').map((select) => ({ kind: 'Subquery', select, span }));
}

function calls(tie: Tie, partsMax: number): fc.Arbitrary<FunctionCall> {
  const star = fc.constant<Star>({ kind: 'Star', qualifier: [], span });
  return fc.record({
    kind: fc.constant('FunctionCall' as const),
    name: path(partsMax),
    arguments: fc.oneof(star, fc.array(tie('expression'), { maxLength: 3 })),
    span: fc.constant(span),
  });
}

/** A query in two pairs of parentheses is a query in parentheses, as a query. */
function parenthesized(tie: Tie): fc.Arbitrary<Expression> {
  return tie('expression')
    .filter((expression) => expression.kind !== 'Subquery')
    .map((expression) => ({ kind: 'Parenthesized', expression, span }));
}

function operations(tie: Tie): readonly fc.Arbitrary<Expression>[] {
  const operand = tie('expression').map(asOperand);
  const tuple = fc
    .array(tie('expression'), { maxLength: 3 })
    .map((items): Tuple => ({ kind: 'Tuple', items, span }));
  const common = { operand, negated: fc.boolean(), span: fc.constant(span) };
  return [
    fc.record({ kind: fc.constant('IsNull' as const), ...common }),
    fc.record({
      kind: fc.constant('In' as const),
      candidates: fc.oneof(subqueries(tie), tuple),
      ...common,
    }),
    fc.record({
      kind: fc.constant('Between' as const),
      low: operand,
      high: operand,
      ...common,
    }),
    operand.map((inner) => ({ kind: 'Not', operand: inner, span })),
    tie('expression')
      .map(asMinusOperand)
      .map((inner) => ({ kind: 'Unary', operator: '-', operand: inner, span })),
    fc
      .tuple(operand, fc.constantFrom(...OPERATORS), operand)
      .map(([left, operator, right]) => ({ kind: 'Binary', operator, left, right, span })),
    fc
      .tuple(tie('expression').map(asCastOperand), typeName)
      .map(([inner, type]) => ({ kind: 'Cast', operand: inner, type, span })),
  ];
}

function targets(tie: Tie): fc.Arbitrary<Target> {
  const star = fc
    .array(name, { maxLength: 3 })
    .map((qualifier): Star => ({ kind: 'Star', qualifier, span }));
  return fc.oneof(
    star.map((expression): Target => ({ kind: 'Target', expression, alias: null, span })),
    fc
      .tuple(tie('expression'), alias)
      .map(([expression, as]): Target => ({ kind: 'Target', expression, alias: as, span })),
  );
}

function sources(tie: Tie): fc.Arbitrary<SelectClause['from']> {
  return fc.oneof(
    fc
      .tuple(path(3), alias)
      .map(([parts, as]) => ({ kind: 'TableReference' as const, name: parts, alias: as, span })),
    fc.tuple(calls(tie, 3), alias, alias).map(([call, as, asColumn]) => {
      const columnAlias = as === null ? null : asColumn;
      return { kind: 'TableFunction' as const, call, alias: as, columnAlias, span };
    }),
    fc
      .tuple(fc.oneof(tie('show'), tie('select')), alias)
      .map(([statement, as]) => ({ kind: 'RowSource' as const, statement, alias: as, span })),
  );
}

function clauses(tie: Tie): fc.Arbitrary<SelectClause> {
  return fc.record({
    kind: fc.constant('SelectClause' as const),
    targets: fc.array(targets(tie), { minLength: 1, maxLength: 3 }),
    from: fc.option(sources(tie)),
    where: fc.option(tie('expression')),
    span: fc.constant(span),
  });
}

function bodies(tie: Tie): fc.Arbitrary<Select['body']> {
  const row = fc.array(tie('expression'), { minLength: 1, maxLength: 3 });
  return fc.oneof(
    { maxDepth: 3 },
    clauses(tie),
    fc
      .array(row, { minLength: 1, maxLength: 3 })
      .map((rows) => ({ kind: 'Values' as const, rows, span })),
    tie('select').map((select) => ({ kind: 'ParenthesizedSelect' as const, select, span })),
  );
}

function selects(tie: Tie): fc.Arbitrary<Select> {
  const orderItem = fc.record({
    kind: fc.constant('OrderItem' as const),
    expression: tie('expression'),
    direction: fc.constantFrom('ASC' as const, 'DESC' as const, null),
    nulls: fc.constantFrom('FIRST' as const, 'LAST' as const, null),
    span: fc.constant(span),
  });
  return fc.record({
    kind: fc.constant('Select' as const),
    body: bodies(tie),
    orderBy: fc.array(orderItem, { maxLength: 2 }),
    limit: fc.option(tie('expression')),
    span: fc.constant(span),
  });
}

function shows(tie: Tie): fc.Arbitrary<ShowStatement> {
  const plainJobs = { kind: 'ShowJobs' as const, whenComplete: false, jobs: null, span };
  return fc.oneof(
    fc.boolean().map((automatic) => ({ ...plainJobs, automatic })),
    fc
      .tuple(fc.boolean(), tie('select'))
      .map(([whenComplete, jobs]) => ({ ...plainJobs, automatic: false, whenComplete, jobs })),
    tie('select').map((schedules) => ({ kind: 'ShowJobsForSchedules', schedules, span }) as const),
    tie('expression').map((job) => ({ kind: 'ShowJobHistory', job, span }) as const),
    tie('expression').map((schedule) => ({ kind: 'ShowSchedule', schedule, span }) as const),
    plainShow,
  );
}

const given = fc.oneof(string, placeholder);

/** The SHOW statements without a query or an expression. */
const plainShow: fc.Arbitrary<ShowStatement> = fc.oneof(
  setting.map((of) => ({ kind: 'ShowClusterSetting' as const, name: of, span })),
  fc
    .constantFrom('ALL' as const, 'PUBLIC' as const)
    .map((which) => ({ kind: 'ShowClusterSettings' as const, which, span })),
  fc.record({
    kind: fc.constant('ShowSchedules' as const),
    which: fc.constantFrom('RUNNING' as const, 'PAUSED' as const, null),
    purpose: fc.constantFrom('BACKUP' as const, 'SQL STATISTICS' as const, null),
    span: fc.constant(span),
  }),
  fc.constantFrom('ShowDatabases' as const, 'ShowUsers' as const).map((kind) => ({ kind, span })),
  fc.option(path(2)).map((from) => ({ kind: 'ShowTables' as const, from, span })),
  fc
    .tuple(
      fc.constantFrom(
        'ShowColumns' as const,
        'ShowCreateTable' as const,
        'ShowStatistics' as const,
        'ShowFingerprints' as const,
      ),
      path(3),
    )
    .map(([kind, table]) => ({ kind, table, span })),
  given.map((uri) => ({ kind: 'ShowBackups' as const, uri, span })),
  fc
    .tuple(fc.oneof(given, fc.constant('LATEST' as const)), given)
    .map(([subdirectory, uri]) => ({ kind: 'ShowBackup' as const, subdirectory, uri, span })),
);

const trees = fc.letrec<Trees>((tie: Tie): fc.LetrecValue<Trees> => ({
  expression: fc.oneof(
    { maxDepth: 3 },
    atom,
    subqueries(tie),
    calls(tie, 4),
    parenthesized(tie),
    ...operations(tie),
  ),
  select: selects(tie),
  show: shows(tie),
}));

/** An opaque query made of pieces, some of which are statements in brackets. */
const opaque: fc.Arbitrary<OpaqueSelect> = fc
  .array(
    fc.oneof(
      trees.show,
      fc.constantFrom(
        "= 'a'",
        "AND $$x$$ = e'\\n'",
        'OR (1.5)',
        '|| "A b"',
        'a[1]',
        '- 0x1F',
        '$1',
      ),
    ),
    { maxLength: 4 },
  )
  .map((pieces) => {
    let written = 'TABLE t';
    const found: OpaqueSource[] = [];
    for (const piece of pieces) {
      if (typeof piece === 'string') {
        written += ` ${piece}`;
        continue;
      }
      written += ' JOIN ';
      const start = written.length;
      written += `[${print(piece)}]`;
      found.push({ start, end: written.length, statement: piece });
    }
    return { kind: 'OpaqueSelect', text: written, sources: found, span };
  });

const query: fc.Arbitrary<Query> = fc.oneof(trees.select, opaque);
const isSpan = fc.constant(span);
const is = <Kind extends string>(kind: Kind): fc.Arbitrary<Kind> => fc.constant(kind);

const statement: fc.Arbitrary<Statement> = fc.oneof(
  query,
  trees.show,
  fc.record({
    kind: is('ControlJobs'),
    command: fc.constantFrom('CANCEL' as const, 'PAUSE' as const),
    jobs: query,
    reason: fc.option(given),
    span: isSpan,
  }),
  query.map((jobs) => {
    return { kind: 'ControlJobs', command: 'RESUME', jobs, reason: null, span } as const;
  }),
  fc.record({
    kind: is('ControlJobsForSchedules'),
    command: fc.constantFrom('CANCEL' as const, 'PAUSE' as const, 'RESUME' as const),
    schedules: query,
    span: isSpan,
  }),
  query.map((schedules) => ({ kind: 'ShowJobsForSchedules', schedules, span }) as const),
  query.map((jobs) => {
    return { kind: 'ShowJobs', automatic: false, whenComplete: true, jobs, span } as const;
  }),
  fc.record({
    kind: is('SetClusterSetting'),
    name: setting,
    value: fc.oneof(trees.expression, fc.constant({ kind: 'DefaultValue', span } as const)),
    span: isSpan,
  }),
  fc.record({ kind: is('SetDatabase'), database: name, span: isSpan }),
  fc.record({ kind: is('CreateJob'), type: name, details: given, span: isSpan }),
);

test('what is printed is parsed as the same tree', () => {
  fc.assert(
    fc.property(statement, (tree) => {
      expect(plain(parse(print(tree)))).toEqual([plain(tree)]);
    }),
    { numRuns: 4000 },
  );
});

test('a redacted statement is the same for all literals', () => {
  fc.assert(
    fc.property(statement, (tree) => {
      // The text of an opaque query is no literal, though literals are in it.
      fc.pre(!JSON.stringify(tree).includes('OpaqueSelect'));
      const other = plain(tree, { value: 'x', text: '1' }) as Statement;
      expect(print(other, { redacted: true })).toBe(print(tree, { redacted: true }));
    }),
  );
});
