/** The door of the printer: any node back to text, in the normal form of CockroachDB v21.2. */

import { printTarget } from './printer/backup.ts';
import { printExpression } from './printer/expression.ts';
import { printOption } from './printer/given.ts';
import { printQueryPart, printSelect } from './printer/query.ts';
import { printStatement } from './printer/statement.ts';
import { printColumnDefinition } from './printer/table.ts';
import type { Writing } from './printer/writing.ts';
import type { Node } from './statement.ts';

/** How to print. */
export interface PrintOptions {
  /** Every expression in parentheses of its own: `CANCEL JOBS VALUES ((a))`. Default false. */
  readonly parenthesized?: boolean;
  /**
   * Literals hidden: strings `'_'`, URIs and passwords `'*****'`, other constants `_`, long lists
   * cut short. Names, placeholders and types stay. What is kept of a statement must be printed so;
   * details may hold secrets. Default false.
   */
  readonly redacted?: boolean;
}

/**
 * Prints a node on one line, without a semicolon. `parse(print(statement))` equals `[statement]`
 * apart from spans, unless it was redacted. Recurses as deep as the tree; the parser's trees are
 * bounded.
 */
export function print(node: Node, options: PrintOptions = {}): string {
  const writing: Writing = {
    parenthesized: options.parenthesized ?? false,
    redacted: options.redacted ?? false,
    select: printSelect,
    statement: printStatement,
  };
  switch (node.kind) {
    case 'OrderItem':
    case 'ParenthesizedSelect':
    case 'RowSource':
    case 'SelectClause':
    case 'TableFunction':
    case 'TableReference':
    case 'Target':
    case 'Values':
      return printQueryPart(node, writing);
    case 'ColumnDefinition':
      return printColumnDefinition(node, writing);
    case 'Option':
      return printOption(node, writing);
    case 'DatabaseTargets':
    case 'TablePattern':
    case 'TableTargets':
      return printTarget(node);
    case 'IntegerLiteral':
    case 'DecimalLiteral':
    case 'StringLiteral':
    case 'BooleanLiteral':
    case 'NullLiteral':
    case 'Placeholder':
    case 'ColumnReference':
    case 'FunctionCall':
    case 'Cast':
    case 'Parenthesized':
    case 'Subquery':
    case 'Unary':
    case 'Not':
    case 'Binary':
    case 'IsNull':
    case 'In':
    case 'Between':
    case 'DefaultValue':
    case 'Star':
    case 'Tuple':
    case 'TypeName':
      return printExpression(node, writing);
    default:
      return printStatement(node, writing);
  }
}
