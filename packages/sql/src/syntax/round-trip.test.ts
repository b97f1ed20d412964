/** The laws that hold between the printer and the parser, for any tree. */

import fc from 'fast-check';
import { expect, test, vi } from 'vitest';

import {
  type BinaryOperator,
  type Expression,
  NOWHERE,
  type RowSource,
  type Select,
  type ShowStatement,
  type Statement,
  type TypeName,
} from './ast.ts';
import { allKeywords } from './keywords.ts';
import { asCastOperand, asMinusOperand, asOperand } from './parentheses.ts';
import { parse } from './parser.ts';
import { print } from './printer.ts';

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
  ...(['+', '-', '*', '/', '%', '=', '!=', '<', '<=', '>', '>=', 'AND', 'OR'] as const),
  ...(['LIKE', 'NOT LIKE', 'ILIKE', 'NOT ILIKE'] as const),
];

interface Trees {
  expression: Expression;
  select: Select;
  show: ShowStatement;
  source: RowSource['statement'];
  body: Select['body'];
}

const trees = fc.letrec<Trees>((tie: fc.LetrecTypedTie<Trees>): fc.LetrecValue<Trees> => {
  const expression = tie('expression');
  const operand = expression.map(asOperand);
  const negated = fc.boolean();
  const list = fc.array(expression, { maxLength: 3 });
  const subquery = tie('select').map((select) => ({ kind: 'Subquery', select, span }) as const);
  const star = fc.constant({ kind: 'Star', qualifier: [] as string[], span } as const);
  const kinds: fc.Arbitrary<Expression>[] = [
    subquery,
    // A query in two pairs of parentheses is a query in parentheses as a query.
    expression
      .filter((inner) => inner.kind !== 'Subquery')
      .map((inner) => ({ kind: 'Parenthesized', expression: inner, span }) as const),
    fc.record({
      kind: fc.constant('FunctionCall' as const),
      name: path(4),
      arguments: fc.oneof(star, list),
      span: fc.constant(span),
    }),
    fc.tuple(expression.map(asCastOperand), typeName).map(([inner, type]) => {
      return { kind: 'Cast', operand: inner, type, span } as const;
    }),
    expression.map(asMinusOperand).map((inner) => {
      return { kind: 'Unary', operator: '-', operand: inner, span } as const;
    }),
    operand.map((inner) => ({ kind: 'Not', operand: inner, span }) as const),
    fc.tuple(operand, fc.constantFrom(...OPERATORS), operand).map(([left, operator, right]) => {
      return { kind: 'Binary', operator, left, right, span } as const;
    }),
    fc.record({
      kind: fc.constant('IsNull' as const),
      operand,
      negated,
      span: fc.constant(span),
    }),
    fc.record({
      kind: fc.constant('In' as const),
      operand,
      negated,
      candidates: fc.oneof(
        subquery,
        list.map((items) => ({ kind: 'Tuple', items, span }) as const),
      ),
      span: fc.constant(span),
    }),
    fc.record({
      kind: fc.constant('Between' as const),
      operand,
      negated,
      low: operand,
      high: operand,
      span: fc.constant(span),
    }),
  ];
  const target = fc.oneof(
    fc.array(name, { maxLength: 3 }).map((qualifier) => {
      const all = { kind: 'Star', qualifier, span } as const;
      return { kind: 'Target', expression: all, alias: null, span } as const;
    }),
    fc.tuple(expression, alias).map(([value, as]) => {
      return { kind: 'Target', expression: value, alias: as, span } as const;
    }),
  );
  const source = fc.oneof(
    fc.tuple(path(3), alias).map(([parts, as]) => {
      return { kind: 'TableReference', name: parts, alias: as, span } as const;
    }),
    fc.tuple(tie('source'), alias).map(([statement, as]) => {
      return { kind: 'RowSource', statement, alias: as, span } as const;
    }),
  );
  const orderItem = fc.record({
    kind: fc.constant('OrderItem' as const),
    expression,
    direction: fc.constantFrom('ASC' as const, 'DESC' as const, null),
    nulls: fc.constantFrom('FIRST' as const, 'LAST' as const, null),
    span: fc.constant(span),
  });
  const row = fc.array(expression, { minLength: 1, maxLength: 3 });
  return {
    expression: fc.oneof({ maxDepth: 3 }, atom, ...kinds),
    body: fc.oneof(
      { maxDepth: 3 },
      fc.record({
        kind: fc.constant('SelectClause' as const),
        targets: fc.array(target, { minLength: 1, maxLength: 3 }),
        from: fc.option(source),
        where: fc.option(expression),
        span: fc.constant(span),
      }),
      fc.array(row, { minLength: 1, maxLength: 3 }).map((rows) => {
        return { kind: 'Values', rows, span } as const;
      }),
      tie('select').map((select) => ({ kind: 'ParenthesizedSelect', select, span }) as const),
    ),
    select: fc.record({
      kind: fc.constant('Select' as const),
      body: tie('body'),
      orderBy: fc.array(orderItem, { maxLength: 2 }),
      limit: fc.option(expression),
      span: fc.constant(span),
    }),
    source: fc.oneof(tie('show'), tie('select')),
    show: fc.oneof(
      fc.boolean().map((automatic) => {
        return { kind: 'ShowJobs', automatic, whenComplete: false, jobs: null, span } as const;
      }),
      fc.tuple(fc.boolean(), tie('select')).map(([whenComplete, jobs]) => {
        return { kind: 'ShowJobs', automatic: false, whenComplete, jobs, span } as const;
      }),
      path(5).map((parts) => {
        return { kind: 'ShowClusterSetting', name: parts.join('.'), span } as const;
      }),
      fc.constantFrom('ALL' as const, 'PUBLIC' as const).map((which) => {
        return { kind: 'ShowClusterSettings', which, span } as const;
      }),
    ),
  };
});

const given = fc.oneof(string, placeholder);
const statement: fc.Arbitrary<Statement> = fc.oneof(
  trees.select,
  trees.show,
  fc.record({
    kind: fc.constant('ControlJobs' as const),
    command: fc.constantFrom('CANCEL' as const, 'PAUSE' as const),
    jobs: trees.select,
    reason: fc.option(given),
    span: fc.constant(span),
  }),
  trees.select.map((jobs) => {
    return { kind: 'ControlJobs', command: 'RESUME', jobs, reason: null, span } as const;
  }),
  fc.record({
    kind: fc.constant('SetClusterSetting' as const),
    name: path(5).map((parts) => parts.join('.')),
    value: fc.oneof(trees.expression, fc.constant({ kind: 'DefaultValue', span } as const)),
    span: fc.constant(span),
  }),
  fc.record({
    kind: fc.constant('CreateJob' as const),
    type: name,
    details: given,
    span: fc.constant(span),
  }),
);

/** A tree as plain data without its spans, perhaps with other replacements. */
function plain(tree: unknown, replacements: Readonly<Record<string, unknown>> = {}): unknown {
  const replace = (key: string, value: unknown): unknown =>
    key === 'span' ? span : (replacements[key] ?? value);
  return JSON.parse(JSON.stringify(tree, replace));
}

test('what is printed is parsed as the same tree', () => {
  fc.assert(
    fc.property(statement, (tree) => {
      expect(plain(parse(print(tree)))).toEqual([plain(tree)]);
    }),
    { numRuns: 2000 },
  );
});

test('a redacted statement is the same for all literals', () => {
  fc.assert(
    fc.property(statement, (tree) => {
      // A setting has its value under the key that a string has its own.
      fc.pre(tree.kind !== 'SetClusterSetting');
      const other = plain(tree, { value: 'x', text: '1' }) as Statement;
      expect(print(other, { redacted: true })).toBe(print(tree, { redacted: true }));
    }),
  );
});
