/** The statements that gather statistics. */

import type { Expression } from '../ast.ts';
import type { Analyze, CreateStatistics } from '../ast/statistics.ts';
import type { DecimalLiteral } from '../leaf.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression } from './expression.ts';
import { parseName, parseNames, parseTableName, takeWords } from './name.ts';

/**
 * ```
 * create_stats := CREATE STATISTICS name [ON name_list] FROM table_name [stats_options]
 * ```
 *
 * CREATE STATISTICS has been taken already; it began at `start`.
 */
export function parseCreateStatistics(cursor: Cursor, start: number): CreateStatistics {
  cursor.topic('CREATE STATISTICS');
  const name = parseName(cursor);
  const columns = cursor.takeWord('on') ? parseNames(cursor) : null;
  cursor.expectWord('from');
  const table = parseTableName(cursor);
  const options = parseStatisticsOptions(cursor);
  return {
    kind: 'CreateStatistics',
    ...{ name, columns, table, ...options },
    span: cursor.spanFrom(start),
  };
}

/**
 * ```
 * stats_options := AS OF SYSTEM TIME a_expr
 *                | WITH OPTIONS ( THROTTLING FCONST | AS OF SYSTEM TIME a_expr )+
 * ```
 */
function parseStatisticsOptions(cursor: Cursor): Pick<CreateStatistics, 'throttling' | 'asOf'> {
  let throttling: DecimalLiteral | null = null;
  let asOf: Expression | null = null;
  const hasList = takeWords(cursor, 'with', 'options');
  if (hasList && !cursor.isWord('throttling') && !cursor.isWord('as')) throw cursor.unexpected();
  for (;;) {
    if (hasList && cursor.isWord('throttling')) {
      if (throttling !== null) throw cursor.unexpected('THROTTLING specified multiple times');
      throttling = parseThrottling(cursor);
    } else if (cursor.isWord('as')) {
      if (asOf !== null) throw cursor.unexpected('AS OF specified multiple times');
      takeWords(cursor, 'as', 'of', 'system', 'time');
      asOf = parseExpression(cursor);
      if (!hasList) return { throttling, asOf };
    } else {
      return { throttling, asOf };
    }
  }
}

function parseThrottling(cursor: Cursor): DecimalLiteral {
  cursor.expectWord('throttling');
  const { kind, text, start } = cursor.peek();
  if (kind !== 'decimal') throw cursor.unexpected();
  const fraction = Number(text);
  if (fraction < 0 || fraction >= 1) {
    throw cursor.unexpected('THROTTLING fraction must be between 0 and 1');
  }
  cursor.advance();
  return { kind: 'DecimalLiteral', text, span: cursor.spanFrom(start) };
}

/**
 * ```
 * analyze := { ANALYZE | ANALYSE } table_name
 * ```
 */
export function parseAnalyze(cursor: Cursor): Analyze {
  const { start } = cursor.advance();
  cursor.topic('ANALYZE');
  const table = parseTableName(cursor);
  return { kind: 'Analyze', table, span: cursor.spanFrom(start) };
}
