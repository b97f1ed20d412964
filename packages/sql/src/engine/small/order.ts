// ORDER BY: columns of the result by name or number, or columns of the source. NULL is below
// everything, as in CockroachDB; rows that are equal keep the order they came in.
import { errorAt, unsupported } from '../../sql-error.ts';
import type { OrderItem } from '../../syntax/ast.ts';
import { withoutParentheses } from '../../syntax/parentheses.ts';
import { compareValues, type Row, type Value } from '../../value.ts';
import { refuse, SHAPES } from './refuse.ts';
import { findColumn, type Scope } from './scope.ts';
import { columnAt, type OutputColumn } from './targets.ts';

export interface Orderable {
  readonly outputs: readonly OutputColumn[];
  readonly scope: Scope;
}

/** The rows of the source in the order asked for. Throws 42703, 42702, 42P10 and 0A000. */
export function sorted(
  rows: readonly Row[],
  items: readonly OrderItem[],
  orderable: Orderable,
): readonly Row[] {
  if (items.length === 0) return rows;
  const orders = items.map((item) => orderOf(item, orderable));
  return [...rows].sort((a, b) => {
    for (const order of orders) {
      const result = order(a, b);
      if (result !== 0) return result;
    }
    return 0;
  });
}

type Order = (a: Row, b: Row) => number;

function orderOf(item: OrderItem, orderable: Orderable): Order {
  const key = keyOf(item, orderable);
  const sign = item.direction === 'DESC' ? -1 : 1;
  const nullsFirst = item.nulls === null ? sign === 1 : item.nulls === 'FIRST';
  const nullSign = nullsFirst ? -1 : 1;
  return (a, b) => {
    const left = key(a);
    const right = key(b);
    if (left === null || right === null) {
      return left === right ? 0 : left === null ? nullSign : -nullSign;
    }
    return sign * compareValues(left, right);
  };
}

/** A bare name is a column of the result before it is one of the source. */
function keyOf(item: OrderItem, { outputs, scope }: Orderable): (row: Row) => Value {
  const expression = withoutParentheses(item.expression);
  if (expression.kind === 'IntegerLiteral') {
    const output = outputs[Number(expression.text) - 1];
    if (output !== undefined) return keyFrom(item, output);
    const message = `ORDER BY position ${expression.text} is not in select list`;
    throw errorAt(item, '42P10', message);
  }
  if (expression.kind !== 'ColumnReference') throw refuse(expression, 'in ORDER BY');
  const named = outputs.filter(
    ({ name }) => expression.name.length === 1 && name === expression.name[0],
  );
  const [first] = named;
  const isOne = named.every(({ source }) => source !== undefined && source === first?.source);
  if (named.length > 1 && !isOne) {
    throw errorAt(item, '42702', `ORDER BY "${expression.name[0]!}" is ambiguous`);
  }
  if (first !== undefined) return keyFrom(item, first);
  const column = findColumn(expression, scope);
  return keyFrom(item, columnAt(column, column.index));
}

function keyFrom(item: OrderItem, output: OutputColumn): (row: Row) => Value {
  const { type } = output;
  if (type === 'STRING[]' || type === 'DECIMAL' || type === 'INTERVAL') {
    throw unsupported(item, `ORDER BY a column of type ${type}`, SHAPES);
  }
  return (row) => output.read(row);
}
