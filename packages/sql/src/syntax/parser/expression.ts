/** Expressions, by precedence climbing; what operators stand between is read by `primary.ts`. */

import type { Between, Expression, In, IsNull } from '../ast.ts';
import type { BinaryOperator } from '../ast/operator.ts';
import { asMinusOperand, asOperand } from '../parentheses.ts';
import type { Cursor } from './cursor.ts';
import { parseParenthesizedOrSubquery, parsePrimary } from './primary.ts';
import { parseTypeName } from './type-name.ts';

/** How tightly operators bind, loosest first. */
const OR = 1;
const AND = 2;
const NOT = 3;
const IS = 4;
const COMPARISON = 5;
const RANGE = 6;
const CONCAT = 7;
const ADDITIVE = 8;
const MULTIPLICATIVE = 9;
const PREFIX = 10;

interface BinaryRule {
  readonly operator: BinaryOperator;
  readonly precedence: number;
}

/** The operators of one token between two expressions. */
const BINARY: ReadonlyMap<string, BinaryRule> = new Map([
  ['or', { operator: 'OR', precedence: OR }],
  ['and', { operator: 'AND', precedence: AND }],
  ['=', { operator: '=', precedence: COMPARISON }],
  ['<>', { operator: '!=', precedence: COMPARISON }],
  ['!=', { operator: '!=', precedence: COMPARISON }],
  ['<', { operator: '<', precedence: COMPARISON }],
  ['<=', { operator: '<=', precedence: COMPARISON }],
  ['>', { operator: '>', precedence: COMPARISON }],
  ['>=', { operator: '>=', precedence: COMPARISON }],
  ['like', { operator: 'LIKE', precedence: RANGE }],
  ['ilike', { operator: 'ILIKE', precedence: RANGE }],
  ['||', { operator: '||', precedence: CONCAT }],
  ['+', { operator: '+', precedence: ADDITIVE }],
  ['-', { operator: '-', precedence: ADDITIVE }],
  ['*', { operator: '*', precedence: MULTIPLICATIVE }],
  ['/', { operator: '/', precedence: MULTIPLICATIVE }],
  ['%', { operator: '%', precedence: MULTIPLICATIVE }],
]);

const NEGATED: ReadonlyMap<string, BinaryOperator> = new Map([
  ['like', 'NOT LIKE'],
  ['ilike', 'NOT ILIKE'],
]);

/** How an expression is read. */
interface Reach {
  /** Operators that bind looser than this are left alone. */
  readonly minimum: number;
  /** A b_expr, the low end of BETWEEN: arithmetic and comparisons only. */
  readonly bounded: boolean;
}

/**
 * ```
 * a_expr := a_expr OR a_expr | a_expr AND a_expr | NOT a_expr
 *         | a_expr IS [NOT] NULL
 *         | a_expr { '=' | '!=' | '<>' | '<' | '<=' | '>' | '>=' } a_expr
 *         | a_expr [NOT] { LIKE | ILIKE } a_expr
 *         | a_expr [NOT] IN in_expr
 *         | a_expr [NOT] BETWEEN b_expr AND a_expr
 *         | a_expr '||' a_expr
 *         | a_expr { '+' | '-' } a_expr
 *         | a_expr { '*' | '/' | '%' } a_expr
 *         | { '+' | '-' } a_expr
 *         | a_expr '::' typename
 *         | primary
 * ```
 *
 * The loosest come first; those of one line bind alike, and comparisons, LIKE and BETWEEN do not
 * chain: `a = b = c` is refused.
 */
export function parseExpression(cursor: Cursor): Expression {
  return parseOperators(cursor, { minimum: OR, bounded: false });
}

/**
 * ```
 * expr_list := a_expr ( ',' a_expr )*
 * ```
 */
export function parseExpressionList(cursor: Cursor): readonly Expression[] {
  const items = [parseExpression(cursor)];
  while (cursor.takeSymbol(',')) items.push(parseExpression(cursor));
  return items;
}

function parseOperators(cursor: Cursor, reach: Reach): Expression {
  let left = parsePrefix(cursor, reach);
  // What binds tighter than the last operator belonged to its right side; what binds alike is
  // possible only for operators that chain.
  let ceiling = left.kind === 'Not' ? NOT : Number.POSITIVE_INFINITY;
  for (;;) {
    const rule = binaryRuleAt(cursor);
    const precedence = rule?.precedence ?? postfixPrecedenceAt(cursor);
    if (precedence === undefined || precedence < reach.minimum || precedence > ceiling) return left;
    if (reach.bounded && (precedence === RANGE || precedence < COMPARISON)) return left;
    if (rule === undefined) {
      left = parsePostfix(cursor, left);
      ceiling = left.kind === 'Between' ? RANGE - 1 : Number.POSITIVE_INFINITY;
    } else {
      left = parseBinary(cursor, left, rule, reach.bounded);
      ceiling = precedence === COMPARISON || precedence === RANGE ? precedence - 1 : precedence;
    }
  }
}

/** Reads what stands after an operator, one level further in. */
function parseInner(cursor: Cursor, reach: Reach): Expression {
  cursor.descend();
  const expression = parseOperators(cursor, reach);
  cursor.ascend();
  return expression;
}

/** The binary operator that is next, `NOT LIKE` included. */
function binaryRuleAt(cursor: Cursor): BinaryRule | undefined {
  const token = cursor.peek();
  if (token.kind !== 'word' && token.kind !== 'symbol') return undefined;
  if (token.kind === 'word' && token.text === 'not') {
    const operator = NEGATED.get(cursor.peek(1).kind === 'word' ? cursor.peek(1).text : '');
    return operator === undefined ? undefined : { operator, precedence: RANGE };
  }
  return BINARY.get(token.text);
}

/** How tightly IS, IN and BETWEEN bind, when one is next, perhaps after NOT. */
function postfixPrecedenceAt(cursor: Cursor): number | undefined {
  if (cursor.isWord('is')) return IS;
  const ahead = cursor.isWord('not') ? 1 : 0;
  return cursor.isWord('in', ahead) || cursor.isWord('between', ahead) ? RANGE : undefined;
}

function parseBinary(
  cursor: Cursor,
  left: Expression,
  { operator, precedence }: BinaryRule,
  bounded: boolean,
): Expression {
  cursor.takeWord('not');
  cursor.advance();
  const right = parseInner(cursor, { minimum: precedence + 1, bounded });
  const span = cursor.spanFrom(left.span.start);
  return { kind: 'Binary', operator, left: asOperand(left), right: asOperand(right), span };
}

function parsePostfix(cursor: Cursor, operand: Expression): IsNull | In | Between {
  if (cursor.takeWord('is')) return parseIsNull(cursor, operand);
  const negated = cursor.takeWord('not');
  return cursor.takeWord('in')
    ? parseIn(cursor, operand, negated)
    : parseBetween(cursor, operand, negated);
}

function parseIsNull(cursor: Cursor, operand: Expression): IsNull {
  const negated = cursor.takeWord('not');
  cursor.expectWord('null');
  const span = cursor.spanFrom(operand.span.start);
  return { kind: 'IsNull', operand: asOperand(operand), negated, span };
}

/**
 * ```
 * in_expr := '(' select_stmt ')' | '(' [ expr_list [','] ] ')'
 * ```
 */
function parseIn(cursor: Cursor, operand: Expression, negated: boolean): In {
  const candidates = parseCandidates(cursor);
  const span = cursor.spanFrom(operand.span.start);
  return { kind: 'In', operand: asOperand(operand), negated, candidates, span };
}

function parseCandidates(cursor: Cursor): In['candidates'] {
  const { start } = cursor.peek();
  if (cursor.isSymbol(')', 1)) {
    cursor.expectSymbol('(');
    cursor.advance();
    return { kind: 'Tuple', items: [], span: cursor.spanFrom(start) };
  }
  return parseParenthesizedOrSubquery(cursor, parseExpression, (open) => {
    const items: Expression[] = [open];
    while (cursor.takeSymbol(',') && !cursor.isSymbol(')')) items.push(parseExpression(cursor));
    cursor.expectSymbol(')');
    return { kind: 'Tuple', items, span: cursor.spanFrom(start) } as const;
  });
}

function parseBetween(cursor: Cursor, operand: Expression, negated: boolean): Between {
  cursor.expectWord('between');
  const low = parseInner(cursor, { minimum: COMPARISON, bounded: true });
  cursor.expectWord('and');
  const high = parseInner(cursor, { minimum: RANGE + 1, bounded: false });
  return {
    kind: 'Between',
    operand: asOperand(operand),
    negated,
    low: asOperand(low),
    high: asOperand(high),
    span: cursor.spanFrom(operand.span.start),
  };
}

/** A plus sign leaves no trace, and the minus of a number becomes part of the number. */
function parsePrefix(cursor: Cursor, { bounded }: Reach): Expression {
  const { start } = cursor.peek();
  const sign = cursor.takeSymbol('-') ? '-' : cursor.takeSymbol('+') ? '+' : undefined;
  if (sign !== undefined) {
    const operand = parseInner(cursor, { minimum: PREFIX, bounded });
    return sign === '-' ? negate(operand, cursor.spanFrom(start)) : operand;
  }
  if (!bounded && cursor.takeWord('not')) {
    const operand = parseInner(cursor, { minimum: NOT, bounded });
    return { kind: 'Not', operand: asOperand(operand), span: cursor.spanFrom(start) };
  }
  return parseCasts(cursor, parsePrimary(cursor, parseExpression));
}

function negate(operand: Expression, span: Expression['span']): Expression {
  if (operand.kind === 'IntegerLiteral' || operand.kind === 'DecimalLiteral') {
    const { text } = operand;
    return { ...operand, text: text.startsWith('-') ? text.slice(1) : `-${text}`, span };
  }
  return { kind: 'Unary', operator: '-', operand: asMinusOperand(operand), span };
}

function parseCasts(cursor: Cursor, primary: Expression): Expression {
  let operand = primary;
  while (cursor.takeSymbol('::')) {
    const type = parseTypeName(cursor);
    operand = { kind: 'Cast', operand, type, span: cursor.spanFrom(primary.span.start) };
  }
  return operand;
}
