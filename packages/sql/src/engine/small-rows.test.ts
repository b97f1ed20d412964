import type { JobRow } from '@rescind/shared';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSession } from '../session.ts';
import { createTableBackend, jobRowWith, NOW } from '../testing/table-backend.ts';

/** Three-valued: NULL is null. */
type Truth = boolean | null;

/** A condition as text, and what it says of a row, worked out without the engine. */
interface Model {
  readonly text: string;
  readonly says: (row: JobRow) => Truth;
}

const OPERATORS = ['=', '!=', '<', '<=', '>', '>='] as const;
type Operator = (typeof OPERATORS)[number];

function holds(operator: Operator, order: number): boolean {
  switch (operator) {
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

/** Order of UTF-8 bytes: what a database with the collation C has. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const words = ['', 'a', 'ab', 'A', 'a_b', '%', 'aab', "it's", '\u{1F600}', '\uFFFD', 'ä'];
const arbitraryWord = fc.constantFrom(...words);
const arbitraryId = fc
  .oneof(fc.bigInt(1n, 5n), fc.bigInt(2n ** 53n - 2n, 2n ** 53n + 4n), fc.constant(2n ** 63n - 1n))
  .map(String);

const arbitraryRow = fc
  .record({
    job_id: arbitraryId,
    status: fc.constantFrom('running', 'paused', 'pending'),
    description: arbitraryWord,
    running_status: fc.option(arbitraryWord),
    started: fc.option(fc.constantFrom(0, 1, 2).map((hours) => NOW - hours * 3_600_000)),
    num_runs: fc.nat(12),
    fraction_completed: fc.constantFrom(0, 0.1, 0.5, 1),
  })
  .map(jobRowWith);

const arbitraryRows = fc.uniqueArray(arbitraryRow, {
  maxLength: 12,
  selector: ({ job_id: id }) => id,
});

/** What a column is compared with: its text, and its order to a cell. */
interface Operand {
  readonly text: string;
  readonly order: (cell: NonNullable<JobRow[keyof JobRow]>) => number;
}

const number = (text: string, value: number): Operand => ({
  text,
  order: (cell) => Math.sign(Number(cell) - value),
});
const idOperand = arbitraryId.chain((id) =>
  fc.constantFrom(id, quote(id)).map((text): Operand => ({
    text,
    order: (cell) => {
      const [a, b] = [BigInt(cell as string), BigInt(id)];
      return a < b ? -1 : a > b ? 1 : 0;
    },
  })),
);
const textOperand = arbitraryWord.map((word): Operand => ({
  text: quote(word),
  order: (cell) => byBytes(cell as string, word),
}));

const OPERANDS: readonly (readonly [keyof JobRow, fc.Arbitrary<Operand>])[] = [
  ['job_id', idOperand],
  ['description', textOperand],
  ['running_status', textOperand],
  [
    'status',
    fc.constantFrom('running', 'paused').map((word): Operand => ({
      text: quote(word),
      order: (cell) => byBytes(cell as string, word),
    })),
  ],
  ['num_runs', fc.nat(12).map((n) => number(String(n), n))],
  ['num_runs', fc.constantFrom(number('2.5', 2.5), number("'10'", 10), number('1e1', 10))],
  ['fraction_completed', fc.constantFrom(number('0.1', 0.1), number("'0.5'", 0.5), number('1', 1))],
  [
    'started',
    fc.constantFrom(0, 1, 2).map((hours): Operand => ({
      text: `'2024-06-01 ${12 - hours}:00:00'`,
      order: (cell) => Math.sign(Number(cell) - (NOW - hours * 3_600_000)),
    })),
  ],
];

const arbitraryColumn = fc.constantFrom(...OPERANDS);

const comparison: fc.Arbitrary<Model> = arbitraryColumn.chain(([column, operand]) =>
  fc
    .tuple(fc.constantFrom(...OPERATORS), operand, fc.boolean())
    .map(([operator, { text, order }, flipped]): Model => ({
      text: flipped ? `${text} ${operator} ${column}` : `${column} ${operator} ${text}`,
      says(row) {
        const cell = row[column];
        if (cell === null) return null;
        return holds(operator, flipped ? -order(cell) : order(cell));
      },
    })),
);

const membership: fc.Arbitrary<Model> = arbitraryColumn.chain(([column, operand]) =>
  fc
    .tuple(fc.array(operand, { minLength: 1, maxLength: 4 }), fc.boolean(), fc.boolean())
    .map(([operands, negated, withNull]): Model => {
      const items = [...operands.map(({ text }) => text), ...(withNull ? ['NULL'] : [])];
      return {
        text: `${column} ${negated ? 'NOT IN' : 'IN'} (${items.join(', ')})`,
        says(row) {
          const cell = row[column];
          if (cell === null) return null;
          if (operands.some(({ order }) => order(cell) === 0)) return !negated;
          return withNull ? null : negated;
        },
      };
    }),
);

const nullTest: fc.Arbitrary<Model> = fc
  .tuple(arbitraryColumn, fc.boolean())
  .map(([[column], negated]) => ({
    text: `(${column}) IS ${negated ? 'NOT ' : ''}NULL`,
    says: (row) => (row[column] === null) !== negated,
  }));

const likeness: fc.Arbitrary<Model> = fc
  .tuple(
    fc.constantFrom('description' as const, 'running_status' as const),
    fc.array(fc.constantFrom('%', '_', 'a', 'b', '\\_', '\\%', 'ä', '\u{1F600}'), { maxLength: 5 }),
    fc.boolean(),
  )
  .map(([column, parts, negated]) => {
    const source = parts.map((part) => {
      if (part === '%') return '.*';
      return part === '_' ? '.' : part.replace('\\', '');
    });
    const pattern = new RegExp(`^${source.join('')}$`, 'su');
    return {
      text: `${column} ${negated ? 'NOT LIKE' : 'LIKE'} ${quote(parts.join(''))}`,
      says: (row) => (row[column] === null ? null : pattern.test(row[column]) !== negated),
    };
  });

const condition = fc.oneof(comparison, comparison, membership, nullTest, likeness);

async function ids(rows: readonly JobRow[], query: string): Promise<readonly string[]> {
  const session = createSession({ backend: createTableBackend(rows) });
  const [result] = await session.execute(query);
  return (result?.rows ?? []).map(([id]) => String(id));
}

describe('the small engine, on any rows,', { timeout: 30_000 }, () => {
  it('takes exactly the rows of which every condition is TRUE', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryRows,
        fc.array(condition, { minLength: 1, maxLength: 3 }),
        async (rows, conditions) => {
          const where = conditions.map(({ text }) => text).join(' AND ');
          const taken = await ids(rows, `SELECT job_id FROM [SHOW JOBS] WHERE ${where}`);
          const expected = rows
            .filter((row) => conditions.every(({ says }) => says(row) === true))
            .map(({ job_id: id }) => id);
          expect([...taken].sort()).toEqual(expected.sort());
        },
      ),
      { numRuns: 500 },
    );
  });

  it('orders them by any column, NULL below everything, and cuts the list', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryRows,
        fc.constantFrom(...OPERANDS.map(([column]) => column)),
        fc.constantFrom('', ' DESC', ' NULLS LAST', ' DESC NULLS FIRST'),
        fc.nat(6),
        async (rows, column, how, limit) => {
          const sign = how.startsWith(' DESC') ? -1 : 1;
          const nulls = how.includes('LAST') ? 1 : how.includes('FIRST') ? -1 : -sign;
          const idOf = (row: JobRow): bigint => BigInt(row.job_id);
          const expected = [...rows]
            .sort((a, b) => {
              const [x, y] = column === 'job_id' ? [idOf(a), idOf(b)] : [a[column], b[column]];
              if (x === null || y === null) {
                if (x !== y) return x === null ? nulls : -nulls;
              } else if (typeof x === 'string' && typeof y === 'string') {
                if (x !== y) return sign * byBytes(x, y);
              } else if (x !== y) {
                return x < y ? -sign : sign;
              }
              return idOf(a) < idOf(b) ? -1 : 1;
            })
            .slice(0, limit)
            .map(({ job_id: id }) => id);
          const order = `ORDER BY ${column}${how}, job_id LIMIT ${limit}`;
          const query = `SELECT job_id FROM [SHOW JOBS] ${order}`;
          expect(await ids(rows, query)).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });
});
