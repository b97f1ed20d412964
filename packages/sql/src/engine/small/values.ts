// VALUES: rows of constants, and of queries that give one value.
import { constantOf, typed, type TypedValue } from '../../constant.ts';
import { errorAt } from '../../sql-error.ts';
import type { Expression, Select, Values } from '../../syntax/ast.ts';
import { withoutParentheses } from '../../syntax/parentheses.ts';
import { cockroachName, type Relation, type Row, type SqlType } from '../../value.ts';

export interface ValuesContext {
  readonly wanted: 'INT8' | undefined;
  /** Runs a query in parentheses. */
  scalar(select: Select): Promise<Relation>;
}

/** Columns `column1`, `column2`, …; every column has one type in all rows. Throws 42601, 42804. */
export async function evaluateValues({ rows }: Values, context: ValuesContext): Promise<Relation> {
  const types: SqlType[] = rows[0]!.map(() => 'UNKNOWN');
  const result: Row[] = [];
  for (const row of rows) {
    if (row.length !== types.length) {
      const found = `expected ${types.length} columns, found ${row.length}`;
      throw errorAt(row[0]!, '42601', `VALUES lists must all be the same length, ${found}`);
    }
    const values: TypedValue[] = [];
    for (const item of row) values.push(await valueOf(item, context));
    values.forEach(({ type }, index) => {
      types[index] = commonType(row[index]!, types[index]!, type);
    });
    result.push(values.map(({ value }) => value));
  }
  const columns = types.map((type, index) => ({
    name: `column${index + 1}`,
    type: type === 'UNKNOWN' ? (context.wanted ?? type) : type,
  }));
  return { columns, rows: result };
}

async function valueOf(item: Expression, context: ValuesContext): Promise<TypedValue> {
  const inner = withoutParentheses(item);
  if (inner.kind !== 'Subquery') return typed(item, constantOf(item), context.wanted);
  const { columns, rows } = await context.scalar(inner.select);
  if (columns.length !== 1) {
    const message = `subquery must return only one column, found ${columns.length}`;
    throw errorAt(inner, '42601', message);
  }
  if (rows.length > 1) {
    const message = 'more than one row returned by a subquery used as an expression';
    throw errorAt(inner, '21000', message);
  }
  return { type: columns[0]!.type, value: rows[0]?.[0] ?? null };
}

function commonType(item: Expression, before: SqlType, type: SqlType): SqlType {
  if (type === 'UNKNOWN' || type === before) return before;
  if (before === 'UNKNOWN') return type;
  const types = `${cockroachName(type)} and ${cockroachName(before)}`;
  throw errorAt(item, '42804', `VALUES types ${types} cannot be matched`);
}
