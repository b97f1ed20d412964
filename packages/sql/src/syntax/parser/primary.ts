/** What operators stand between: literals, names, calls, and whatever is in parentheses. */

import type {
  Expression,
  FunctionCall,
  ParenthesizedSelect,
  Select,
  Star,
  Subquery,
} from '../ast.ts';
import { CALLED_KEYWORDS } from '../keywords.ts';
import type { Token } from '../token.ts';
import type { Cursor } from './cursor.ts';
import { parseConstantWord, parsePlaceholder } from './literal.ts';
import { isFunctionName, isName, parsePath } from './name.ts';

/** A column is named by a database, a schema, a table and its own name. */
const COLUMN_PARTS_MAX = 4;

/** The rule for the expressions inside, handed in by `expression.ts`. */
type ExpressionRule = (cursor: Cursor) => Expression;

/**
 * ```
 * primary := ICONST | FCONST | SCONST | TRUE | FALSE | NULL | PLACEHOLDER
 *          | column_path | function_call | '(' a_expr ')' | '(' select_stmt ')'
 * ```
 */
export function parsePrimary(cursor: Cursor, expression: ExpressionRule): Expression {
  const token = cursor.peek();
  switch (token.kind) {
    case 'integer':
    case 'decimal': {
      cursor.advance();
      const kind = token.kind === 'integer' ? 'IntegerLiteral' : 'DecimalLiteral';
      return { kind, text: token.text, span: cursor.spanFrom(token.start) };
    }
    case 'string':
      cursor.advance();
      return { kind: 'StringLiteral', value: token.text, span: cursor.spanFrom(token.start) };
    case 'placeholder':
      return parsePlaceholder(cursor);
    case 'word':
    case 'name':
      return parseConstantWord(cursor) ?? parseNamed(cursor, expression);
    default:
      if (!cursor.isSymbol('(')) throw cursor.unexpected();
      return parseParenthesizedOrSubquery(cursor, expression, (open) => {
        cursor.expectSymbol(')');
        return { kind: 'Parenthesized', expression: open, span: cursor.spanFrom(token.start) };
      });
  }
}

function parseNamed(cursor: Cursor, expression: ExpressionRule): Expression {
  const { start } = cursor.peek();
  const named = parseNameOrCall(cursor, expression, COLUMN_PARTS_MAX);
  return 'kind' in named
    ? named
    : { kind: 'ColumnReference', name: named, span: cursor.spanFrom(start) };
}

/**
 * A call, or the name of something else.
 *
 * ```
 * column_path := name ( '.' unrestricted_name )*
 * ```
 */
export function parseNameOrCall(
  cursor: Cursor,
  expression: ExpressionRule,
  partsMax: number,
): FunctionCall | readonly string[] {
  const token = cursor.peek();
  if (isCalled(cursor, token)) {
    cursor.advance();
    return parseCall(cursor, [token.text], token.start, expression);
  }
  const name = parsePath(cursor, isName, partsMax);
  if (name.length === 1 || !cursor.isSymbol('(')) return name;
  return parseCall(cursor, name, token.start, expression);
}

/** A word that can only be a function's name is one, and then it is the parenthesis that lacks. */
function isCalled(cursor: Cursor, token: Token): boolean {
  if (isFunctionName(token)) return !isName(token) || cursor.isSymbol('(', 1);
  return CALLED_KEYWORDS.has(token.text) && cursor.isSymbol('(', 1);
}

/**
 * ```
 * function_call := func_name '(' [ expr_list | '*' ] ')'
 * ```
 */
function parseCall(
  cursor: Cursor,
  name: readonly string[],
  start: number,
  expression: ExpressionRule,
): FunctionCall {
  cursor.expectSymbol('(');
  cursor.descend();
  const given = parseArguments(cursor, expression);
  cursor.expectSymbol(')');
  cursor.ascend();
  return { kind: 'FunctionCall', name, arguments: given, span: cursor.spanFrom(start) };
}

function parseArguments(cursor: Cursor, expression: ExpressionRule): readonly Expression[] | Star {
  const { start } = cursor.peek();
  if (cursor.takeSymbol('*')) return { kind: 'Star', qualifier: [], span: cursor.spanFrom(start) };
  if (cursor.isSymbol(')')) return [];
  const items = [expression(cursor)];
  while (cursor.takeSymbol(',')) items.push(expression(cursor));
  return items;
}

/**
 * Reads a query in parentheses, or leaves the rest to `finish`, which gets the first expression
 * and takes the closing parenthesis.
 *
 * Whether `((SELECT 1)` begins a query or an expression shows only after the inner parenthesis;
 * as long as it can be a query it is one, so that no text is read twice.
 */
export function parseParenthesizedOrSubquery<Otherwise>(
  cursor: Cursor,
  expression: ExpressionRule,
  finish: (open: Expression) => Otherwise,
): Subquery | Otherwise {
  const { start } = cursor.peek();
  cursor.expectSymbol('(');
  cursor.descend();
  let select: Select | undefined;
  if (isQueryStart(cursor)) {
    select = cursor.rules.select(cursor);
  } else {
    const open = expression(cursor);
    select = asQuery(cursor, open);
    if (select === undefined) {
      const result = finish(open);
      cursor.ascend();
      return result;
    }
  }
  cursor.expectSymbol(')');
  cursor.ascend();
  return { kind: 'Subquery', select, span: cursor.spanFrom(start) };
}

/** Whether a query is next where an expression may be too: `values` alone is a column. */
function isQueryStart(cursor: Cursor): boolean {
  return cursor.isWord('select') || (cursor.isWord('values') && cursor.isSymbol('(', 1));
}

function asQuery(cursor: Cursor, open: Expression): Select | undefined {
  if (open.kind !== 'Subquery') return undefined;
  const goesOn = cursor.isSymbol(')') || cursor.isWord('order') || cursor.isWord('limit');
  if (!goesOn) return undefined;
  const { select, span } = open;
  const body: ParenthesizedSelect = { kind: 'ParenthesizedSelect', select, span };
  return cursor.rules.selectAfter(cursor, body);
}
