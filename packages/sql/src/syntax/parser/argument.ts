/** Queries as statements and as arguments: those of the grammar, and opaque ones for the rest. */

import type { Query, Select } from '../ast.ts';
import { SqlSyntaxError } from '../syntax-error.ts';
import { valuesOf } from '../values-of.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression } from './expression.ts';
import { isOpaqueStart, isQueryEnd, parseOpaque, parseOpaqueValue } from './opaque.ts';
import { parseSelect } from './query.ts';

/** Whether a query is next, where an expression is not possible. */
export function isQueryStart(cursor: Cursor): boolean {
  return (
    ['select', 'values', 'with', 'table'].some((word) => cursor.isWord(word)) ||
    cursor.isSymbol('(')
  );
}

/**
 * ```
 * query := select_stmt | opaque
 * ```
 */
export function parseQuery(cursor: Cursor): Query {
  const read = (): Select => {
    const select = parseSelect(cursor);
    if (!isQueryEnd(cursor)) throw cursor.unexpected();
    return select;
  };
  return parseOr(cursor, read, parseOpaque);
}

/**
 * The argument of `JOB x`, in its normal form `JOBS VALUES (x)`.
 *
 * ```
 * single := a_expr | '(' opaque ')'
 * ```
 */
export function parseSingle(cursor: Cursor): Query {
  const read = (): Select => valuesOf([parseExpression(cursor)]);
  return parseOr(cursor, read, cursor.isSymbol('(') ? parseOpaqueValue : undefined);
}

/**
 * Reads by the grammar or, when it does not know the text, as tokens.
 *
 * Only the outermost query is read a second time: a query inside it whose reading failed on the
 * same occasion is known to fail again. So texts of queries in queries take linear time.
 */
function parseOr(
  cursor: Cursor,
  read: () => Select,
  otherwise: ((cursor: Cursor) => Query) | undefined,
): Query {
  const { attempts } = cursor;
  const { start } = cursor.peek();
  const isKnown = attempts.failed.has(start) && !attempts.underWay && otherwise !== undefined;
  if (isKnown && isOpaqueStart(cursor)) return otherwise(cursor);
  const mark = cursor.mark();
  const isOutermost = !attempts.underWay;
  attempts.underWay = true;
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SqlSyntaxError)) throw error;
    attempts.failed.add(start);
    // Where something is missing before the end, or is no token, no other grammar goes on either.
    const next = cursor.peek();
    const isLost = next.kind === 'error' || (next.start !== start && isQueryEnd(cursor));
    const isFinal = !isOutermost || isLost || error.sqlstate !== '42601';
    if (isFinal || otherwise === undefined) throw error;
    cursor.reset(mark);
    if (!isOpaqueStart(cursor)) throw error;
    attempts.underWay = false;
    return readAfter(error, () => otherwise(cursor));
  } finally {
    if (isOutermost) attempts.underWay = false;
  }
}

/** Of two errors at one place the grammar's says more: it has the hint. */
function readAfter(first: SqlSyntaxError, read: () => Query): Query {
  try {
    return read();
  } catch (error) {
    throw error instanceof SqlSyntaxError && error.position === first.position ? first : error;
  }
}
