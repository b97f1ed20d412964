/** Expressions back to text: operators, calls, casts and their types, literals. */

import type { DefaultValue, Expression, FunctionCall, Operation, Star, Tuple } from '../ast.ts';
import type { TypeName } from '../leaf.ts';
import { asCastOperand, asMinusOperand, asOperand, isLiteral } from '../parentheses.ts';
import { printFunctionName, printPath, printString } from './literal.ts';
import { printMore, SHOWN_MAX } from './redaction.ts';
import type { Writing } from './writing.ts';

/** Whatever is printed like an expression, with the parentheses that go with it. */
export type Printable = Expression | DefaultValue | Star | Tuple | TypeName;

/** Keywords in place of a function's name that are printed in capitals. */
const CAPITAL_FUNCTIONS: ReadonlySet<string> = new Set(['coalesce', 'if', 'ifnull', 'nullif']);

/** Prints an expression; in parentheses of its own when asked for. */
export function printExpression(node: Printable, writing: Writing): string {
  if (node.kind === 'TypeName') return printTypeName(node);
  const text = printBare(node, writing);
  return writing.parenthesized ? `(${text})` : text;
}

/** Prints expressions with commas between them; only the first of many literals when redacted. */
export function printList(items: readonly Expression[], writing: Writing): string {
  const isLong = writing.redacted && items.length > SHOWN_MAX && items.every(isConstant);
  const shown = isLong ? items.slice(0, SHOWN_MAX) : items;
  const texts = shown.map((item) => printExpression(item, writing));
  if (isLong) texts.push(printMore(items.length - SHOWN_MAX));
  return texts.join(', ');
}

function isConstant(expression: Expression): boolean {
  return isLiteral(expression) || expression.kind === 'Placeholder';
}

function printBare(node: Exclude<Printable, TypeName>, writing: Writing): string {
  switch (node.kind) {
    case 'IntegerLiteral':
    case 'DecimalLiteral':
      return writing.redacted ? '_' : node.text;
    case 'BooleanLiteral':
      return writing.redacted ? '_' : String(node.value);
    case 'NullLiteral':
      return writing.redacted ? '_' : 'NULL';
    case 'StringLiteral':
      return writing.redacted ? "'_'" : printString(node.value);
    case 'Placeholder':
      return `$${node.index}`;
    case 'DefaultValue':
      return 'DEFAULT';
    case 'ColumnReference':
      return printPath(node.name);
    case 'Star':
      return node.qualifier.length === 0 ? '*' : `${printPath(node.qualifier)}.*`;
    case 'FunctionCall':
      return printCall(node, writing);
    case 'Cast': {
      const operand = printExpression(asCastOperand(node.operand), writing);
      return `${operand}::${printTypeName(node.type)}`;
    }
    case 'Parenthesized':
      return `(${printExpression(node.expression, writing)})`;
    case 'Subquery':
      return `(${writing.select(node.select, writing)})`;
    case 'Tuple':
      // The comma after a single item tells a list of one from an expression in parentheses.
      return `(${printList(node.items, writing)}${node.items.length === 1 ? ',' : ''})`;
    default:
      return printOperation(node, writing);
  }
}

function printOperation(node: Operation, writing: Writing): string {
  const operand = (inner: Expression): string => printExpression(asOperand(inner), writing);
  switch (node.kind) {
    case 'Unary':
      return `-${printExpression(asMinusOperand(node.operand), writing)}`;
    case 'Not':
      return `NOT ${operand(node.operand)}`;
    case 'Binary':
      return `${operand(node.left)} ${node.operator} ${operand(node.right)}`;
    case 'IsNull':
      return `${operand(node.operand)} IS ${node.negated ? 'NOT ' : ''}NULL`;
    case 'In': {
      const candidates = printExpression(node.candidates, writing);
      return `${operand(node.operand)} ${node.negated ? 'NOT ' : ''}IN ${candidates}`;
    }
    case 'Between': {
      const range = `${operand(node.low)} AND ${operand(node.high)}`;
      return `${operand(node.operand)} ${node.negated ? 'NOT ' : ''}BETWEEN ${range}`;
    }
  }
}

function printCall(node: FunctionCall, writing: Writing): string {
  const given = node.arguments;
  const list = 'kind' in given ? printExpression(given, writing) : printList(given, writing);
  const [first = ''] = node.name;
  if (node.name.length === 1 && CAPITAL_FUNCTIONS.has(first)) {
    return `${first.toUpperCase()}(${list})`;
  }
  const name = node.name.length === 1 ? printFunctionName(first) : printPath(node.name);
  return `${writing.parenthesized ? `(${name})` : name}(${list})`;
}

/** Built-in types are printed in capitals, types of one's own as names. */
function printTypeName(node: TypeName): string {
  const [first = ''] = node.name;
  const isBuiltIn = node.name.length === 1 && BUILT_IN_TYPES.has(first);
  const name = isBuiltIn ? first.toUpperCase() : printPath(node.name);
  const modifiers = node.modifiers.length === 0 ? '' : `(${node.modifiers.join(',')})`;
  return `${name}${modifiers}${node.array ? '[]' : ''}`;
}

const BUILT_IN_TYPES: ReadonlySet<string> = new Set(
  (
    'bit bool box2d bytes char date decimal float4 float8 geography geometry inet int2 int4 int8 ' +
    'interval jsonb name oid regclass regnamespace regproc regprocedure regrole regtype string ' +
    'time timestamp timestamptz timetz uuid varbit varchar void'
  ).split(' '),
);
