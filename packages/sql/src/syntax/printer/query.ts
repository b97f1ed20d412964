/** Queries back to text, whole and in parts. */

import type {
  OrderItem,
  Query,
  RowSource,
  Select,
  SelectClause,
  TableFunction,
  TableReference,
  Target,
  Values,
} from '../ast.ts';
import { printExpression, printList } from './expression.ts';
import { printLabel, printName, printPath } from './literal.ts';
import { printOpaque } from './opaque.ts';
import { printMore } from './redaction.ts';
import type { Writing } from './writing.ts';

/** The nodes only a query has. */
export type QueryPart =
  | Select['body']
  | OrderItem
  | RowSource
  | TableFunction
  | TableReference
  | Target;

/** Prints a query that stands on its own or is an argument. */
export function printQuery(node: Query, writing: Writing): string {
  return node.kind === 'Select' ? printSelect(node, writing) : printOpaque(node, writing);
}

/** Prints a query of this grammar. */
export function printSelect(node: Select, writing: Writing): string {
  let text = printQueryPart(node.body, writing);
  if (node.orderBy.length > 0) {
    text += ` ORDER BY ${node.orderBy.map((item) => printOrderItem(item, writing)).join(', ')}`;
  }
  if (node.limit !== null) text += ` LIMIT ${printExpression(node.limit, writing)}`;
  return text;
}

/** Prints a part of a query. */
export function printQueryPart(node: QueryPart, writing: Writing): string {
  switch (node.kind) {
    case 'SelectClause':
      return printSelectClause(node, writing);
    case 'Values':
      return printValues(node, writing);
    case 'ParenthesizedSelect':
      return `(${printSelect(node.select, writing)})`;
    case 'Target':
      return printTarget(node, writing);
    case 'OrderItem':
      return printOrderItem(node, writing);
    case 'TableReference':
      return printPath(node.name) + printAlias(node.alias);
    case 'TableFunction':
      return printTableFunction(node, writing);
    case 'RowSource':
      return `[${writing.statement(node.statement, writing)}]${printAlias(node.alias)}`;
  }
}

function printSelectClause(node: SelectClause, writing: Writing): string {
  const targets = node.targets.map((target) => printTarget(target, writing)).join(', ');
  const from = node.from === null ? '' : ` FROM ${printQueryPart(node.from, writing)}`;
  const where = node.where === null ? '' : ` WHERE ${printExpression(node.where, writing)}`;
  return `SELECT ${targets}${from}${where}`;
}

function printTarget(node: Target, writing: Writing): string {
  const alias = node.alias === null ? '' : ` AS ${printLabel(node.alias)}`;
  return printExpression(node.expression, writing) + alias;
}

function printOrderItem(node: OrderItem, writing: Writing): string {
  const direction = node.direction === null ? '' : ` ${node.direction}`;
  const nulls = node.nulls === null ? '' : ` NULLS ${node.nulls}`;
  return `${printExpression(node.expression, writing)}${direction}${nulls}`;
}

function printValues(node: Values, writing: Writing): string {
  const shown = writing.redacted ? node.rows.slice(0, 1) : node.rows;
  const rows = shown.map((row) => `(${printList(row, writing)})`);
  if (shown.length < node.rows.length) rows.push(`(${printMore(node.rows.length - 1)})`);
  return `VALUES ${rows.join(', ')}`;
}

function printTableFunction({ call, alias, columnAlias }: TableFunction, writing: Writing): string {
  const column = columnAlias === null ? '' : `(${printName(columnAlias)})`;
  return `${printExpression(call, writing)}${printAlias(alias)}${column}`;
}

function printAlias(alias: string | null): string {
  return alias === null ? '' : ` AS ${printName(alias)}`;
}
