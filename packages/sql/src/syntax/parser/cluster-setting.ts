/** The statements on cluster settings: SET, RESET and what SHOW says of them. */

import type { DefaultValue, Expression } from '../ast.ts';
import type { SetClusterSetting } from '../ast/setting.ts';
import type { ShowClusterSetting, ShowClusterSettings } from '../ast/show.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression } from './expression.ts';
import { isName, parsePath } from './name.ts';

/**
 * ```
 * set_csetting := SET CLUSTER SETTING var_name { '=' | TO } var_value
 * ```
 *
 * SET has been taken already; it began at `start`.
 */
export function parseSetClusterSetting(cursor: Cursor, start: number): SetClusterSetting {
  cursor.expectWord('cluster');
  cursor.topic('SET CLUSTER SETTING');
  cursor.expectWord('setting');
  const name = parseVariableName(cursor);
  if (!cursor.takeSymbol('=')) cursor.expectWord('to');
  const value = parseVariableValue(cursor);
  return { kind: 'SetClusterSetting', name, value, span: cursor.spanFrom(start) };
}

/**
 * ```
 * reset_csetting := RESET CLUSTER SETTING var_name
 * ```
 */
export function parseResetClusterSetting(cursor: Cursor): SetClusterSetting {
  const { start } = cursor.advance();
  cursor.topic('RESET');
  cursor.expectWord('cluster');
  cursor.topic('RESET CLUSTER SETTING');
  cursor.expectWord('setting');
  const name = parseVariableName(cursor);
  const span = cursor.spanFrom(start);
  return { kind: 'SetClusterSetting', name, value: { kind: 'DefaultValue', span }, span };
}

/**
 * ```
 * show_csetting := SHOW CLUSTER SETTING { var_name | ALL }
 *                | SHOW [ ALL | PUBLIC ] CLUSTER SETTINGS
 * ```
 *
 * SHOW has been taken already; it began at `start`.
 */
export function parseShowClusterSetting(
  cursor: Cursor,
  start: number,
): ShowClusterSetting | ShowClusterSettings {
  const all = cursor.takeWord('all');
  const announced = all || cursor.takeWord('public');
  cursor.expectWord('cluster');
  cursor.topic('SHOW CLUSTER SETTING');
  if (!announced && cursor.takeWord('setting')) return parseShowSetting(cursor, start);
  cursor.expectWord('settings');
  return showSettings(cursor, start, all ? 'ALL' : 'PUBLIC');
}

function parseShowSetting(cursor: Cursor, start: number): ShowClusterSetting | ShowClusterSettings {
  if (cursor.takeWord('all')) return showSettings(cursor, start, 'ALL');
  const name = parseVariableName(cursor);
  return { kind: 'ShowClusterSetting', name, span: cursor.spanFrom(start) };
}

function showSettings(cursor: Cursor, start: number, which: 'ALL' | 'PUBLIC'): ShowClusterSettings {
  return { kind: 'ShowClusterSettings', which, span: cursor.spanFrom(start) };
}

/**
 * ```
 * var_name := name ( '.' unrestricted_name )*
 * ```
 */
function parseVariableName(cursor: Cursor): string {
  return parsePath(cursor, isName, Number.POSITIVE_INFINITY).join('.');
}

/**
 * ```
 * var_value := a_expr | ON | DEFAULT
 * ```
 *
 * ON is reserved, so it is no a_expr; it becomes the name "on", as `off` is the name off.
 */
function parseVariableValue(cursor: Cursor): Expression | DefaultValue {
  const { start } = cursor.peek();
  if (cursor.takeWord('default')) return { kind: 'DefaultValue', span: cursor.spanFrom(start) };
  if (cursor.takeWord('on')) {
    return { kind: 'ColumnReference', name: ['on'], span: cursor.spanFrom(start) };
  }
  return parseExpression(cursor);
}
