/** Queries: SELECT, VALUES, their order and limit, and what stands after FROM. */

import type {
  Expression,
  OrderItem,
  ParenthesizedSelect,
  RowSource,
  Select,
  SelectClause,
  Star,
  Target,
  Values,
} from '../ast.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression, parseExpressionList } from './expression.ts';
import { expectName, isIdentifier, isName, isUnrestricted, TABLE_PARTS_MAX } from './name.ts';
import { parseNameOrCall } from './primary.ts';

/** `t.*` may have as many parts before its star as a table has. */
const STAR_PARTS_MAX = TABLE_PARTS_MAX;

/**
 * ```
 * select_stmt := select_body [ORDER BY order_item, …] [LIMIT a_expr]
 * select_body := select_clause | values_clause | '(' select_stmt ')'
 * ```
 */
export function parseSelect(cursor: Cursor): Select {
  cursor.descend();
  const select = parseTail(cursor, parseSelectBody(cursor));
  cursor.ascend();
  return select;
}

function parseSelectBody(cursor: Cursor): Select['body'] {
  if (cursor.isWord('select')) return parseSelectClause(cursor);
  if (cursor.isWord('values')) return parseValues(cursor);
  if (cursor.isSymbol('(')) return parseParenthesizedSelect(cursor);
  throw cursor.unexpected();
}

/** What follows a query in parentheses that an expression turned out to begin with. */
export function parseSelectAfter(cursor: Cursor, body: ParenthesizedSelect): Select {
  return parseTail(cursor, body);
}

function parseParenthesizedSelect(cursor: Cursor): ParenthesizedSelect {
  const { start } = cursor.advance();
  const outer = cursor.topic('<SELECTCLAUSE>');
  cursor.descend();
  const select = parseSelect(cursor);
  cursor.expectSymbol(')');
  cursor.ascend();
  cursor.topic(outer);
  return { kind: 'ParenthesizedSelect', select, span: cursor.spanFrom(start) };
}

function parseTail(cursor: Cursor, body: Select['body']): Select {
  const orderBy = parseOrderBy(cursor);
  const limit = cursor.takeWord('limit') ? parseExpression(cursor) : null;
  return { kind: 'Select', body, orderBy, limit, span: cursor.spanFrom(body.span.start) };
}

function parseOrderBy(cursor: Cursor): readonly OrderItem[] {
  if (!cursor.takeWord('order')) return [];
  cursor.expectWord('by');
  const items = [parseOrderItem(cursor)];
  while (cursor.takeSymbol(',')) items.push(parseOrderItem(cursor));
  return items;
}

/**
 * ```
 * order_item := a_expr [ASC | DESC] [NULLS FIRST | NULLS LAST]
 * ```
 */
function parseOrderItem(cursor: Cursor): OrderItem {
  const expression = parseExpression(cursor);
  const ascending = cursor.takeWord('asc');
  const descending = !ascending && cursor.takeWord('desc');
  const direction = ascending ? 'ASC' : descending ? 'DESC' : null;
  let nulls: OrderItem['nulls'] = null;
  if (cursor.takeWord('nulls')) {
    nulls = cursor.takeWord('first') ? 'FIRST' : 'LAST';
    if (nulls === 'LAST') cursor.expectWord('last');
  }
  const span = cursor.spanFrom(expression.span.start);
  return { kind: 'OrderItem', expression, direction, nulls, span };
}

/**
 * ```
 * select_clause := SELECT target, … [FROM source] [WHERE a_expr]
 * ```
 */
function parseSelectClause(cursor: Cursor): SelectClause {
  const { start } = cursor.advance();
  const outer = cursor.topic('SELECT');
  const targets = [parseTarget(cursor)];
  while (cursor.takeSymbol(',')) targets.push(parseTarget(cursor));
  const from = cursor.takeWord('from') ? parseSource(cursor) : null;
  const where = cursor.takeWord('where') ? parseExpression(cursor) : null;
  cursor.topic(outer);
  return { kind: 'SelectClause', targets, from, where, span: cursor.spanFrom(start) };
}

/**
 * ```
 * target := star | a_expr [AS unrestricted_name | IDENT]
 * star   := [name '.' …] '*'
 * ```
 *
 * Without AS an alias must be no keyword at all: `SELECT 1 job` is refused.
 */
function parseTarget(cursor: Cursor): Target {
  const { start } = cursor.peek();
  const star = parseStar(cursor);
  if (star !== undefined) {
    return { kind: 'Target', expression: star, alias: null, span: star.span };
  }
  const expression = parseExpression(cursor);
  let alias: string | null = null;
  if (cursor.takeWord('as')) alias = expectName(cursor, isUnrestricted);
  else if (isIdentifier(cursor.peek())) alias = cursor.advance().text;
  return { kind: 'Target', expression, alias, span: cursor.spanFrom(start) };
}

function parseStar(cursor: Cursor): Star | undefined {
  let parts = 0;
  while (parts < STAR_PARTS_MAX && isPartAt(cursor, parts)) parts += 1;
  if (!cursor.isSymbol('*', parts * 2)) return undefined;
  const { start } = cursor.peek();
  const qualifier: string[] = [];
  for (let part = 0; part < parts; part += 1) {
    qualifier.push(cursor.advance().text);
    cursor.advance();
  }
  cursor.advance();
  return { kind: 'Star', qualifier, span: cursor.spanFrom(start) };
}

function isPartAt(cursor: Cursor, part: number): boolean {
  const token = cursor.peek(part * 2);
  const accepted = part === 0 ? isName(token) : isUnrestricted(token);
  return accepted && cursor.isSymbol('.', part * 2 + 1);
}

/**
 * ```
 * values_clause := VALUES '(' expr_list ')' ( ',' '(' expr_list ')' )*
 * ```
 */
function parseValues(cursor: Cursor): Values {
  const { start } = cursor.advance();
  const outer = cursor.topic('VALUES');
  const rows = [parseRow(cursor)];
  cursor.topic(outer);
  while (cursor.takeSymbol(',')) rows.push(parseRow(cursor));
  return { kind: 'Values', rows, span: cursor.spanFrom(start) };
}

function parseRow(cursor: Cursor): readonly Expression[] {
  cursor.expectSymbol('(');
  const row = parseExpressionList(cursor);
  cursor.expectSymbol(')');
  return row;
}

/**
 * ```
 * source := db_object_name [ [AS] name ] | '[' row_source ']' [ [AS] name ]
 *         | function_call [ [AS] name [ '(' name ')' ] ]
 * ```
 */
function parseSource(cursor: Cursor): NonNullable<SelectClause['from']> {
  const outer = cursor.topic('<SOURCE>');
  const { start } = cursor.peek();
  if (cursor.isSymbol('[')) {
    const statement = parseRowSource(cursor);
    const alias = parseAlias(cursor);
    cursor.topic(outer);
    return { kind: 'RowSource', statement, alias, span: cursor.spanFrom(start) };
  }
  const named = parseNameOrCall(cursor, parseExpression, TABLE_PARTS_MAX);
  const alias = parseAlias(cursor);
  const isCall = 'kind' in named;
  const columnAlias = isCall && alias !== null ? parseColumnAlias(cursor) : null;
  cursor.topic(outer);
  const span = cursor.spanFrom(start);
  return isCall
    ? { kind: 'TableFunction', call: named, alias, columnAlias, span }
    : { kind: 'TableReference', name: named, alias, span };
}

/**
 * ```
 * row_source := select_stmt | show
 * ```
 *
 * CockroachDB also takes DELETE, EXPLAIN, INSERT, UPDATE, UPSERT here. Never a control statement:
 * reading rows must not cancel anything.
 */
function parseRowSource(cursor: Cursor): RowSource['statement'] {
  cursor.expectSymbol('[');
  const outer = cursor.topic('<SOURCE>');
  cursor.descend();
  const statement = cursor.isWord('show') ? cursor.rules.show(cursor) : parseSelect(cursor);
  cursor.topic(outer);
  cursor.expectSymbol(']');
  cursor.ascend();
  return statement;
}

function parseAlias(cursor: Cursor): string | null {
  if (cursor.takeWord('as')) return expectName(cursor, isName);
  return isName(cursor.peek()) ? cursor.advance().text : null;
}

function parseColumnAlias(cursor: Cursor): string | null {
  if (!cursor.takeSymbol('(')) return null;
  const name = expectName(cursor, isName);
  cursor.expectSymbol(')');
  return name;
}
