// A query as one text with holes where the rows of statements go, whichever way it was parsed. The
// text is in CockroachDB's dialect still; it knows where in the statement each of its parts was.
import { constantIfKnown, noValueFor, typed } from '../../constant.ts';
import type { SqlErrorFacts } from '../../sql-error.ts';
import type {
  Binary,
  Expression,
  OpaqueSource,
  Query,
  RowSource,
  Select,
  SelectClause,
  Star,
  Subquery,
  TableFunction,
  TableReference,
  Tuple,
} from '../../syntax/ast.ts';
import { isBareName } from '../../syntax/name.ts';
import {
  asCastOperand,
  asMinusOperand,
  asOperand,
  withoutParentheses,
} from '../../syntax/parentheses.ts';
import { print } from '../../syntax/printer.ts';
import { isPlain } from '../small/plain.ts';
import { quoted } from './relation.ts';

export interface Composed {
  readonly text: string;
  /** Where rows of statements go, in the order of the text. */
  readonly holes: readonly OpaqueSource[];
  /** Where an offset of `text` comes from, as an error says it; nothing if that is not known. */
  origin(offset: number): Pick<SqlErrorFacts, 'offset' | 'query'>;
}

/** Writes a query down. Throws 42P02 for a placeholder, and what constants throw. */
export function compose(query: Query, wanted: 'INT8' | undefined): Composed {
  if (query.kind === 'OpaqueSelect') {
    return { text: query.text, holes: query.sources, origin: (offset) => ({ offset, query }) };
  }
  const writer = new Writer();
  writer.select(query, wanted);
  return writer.composed();
}

class Writer {
  private text = '';
  private readonly holes: OpaqueSource[] = [];
  private readonly marks: { readonly at: number; readonly origin: number }[] = [];

  composed(): Composed {
    const { text, holes, marks } = this;
    return {
      text,
      holes,
      origin: (offset) => ({ offset: marks.findLast(({ at }) => at <= offset)?.origin }),
    };
  }

  private add(text: string): this {
    this.text += text;
    return this;
  }

  private mark({ span }: Expression | Star | RowSource | TableFunction | TableReference): this {
    if (span.end > 0) this.marks.push({ at: this.text.length, origin: span.start });
    return this;
  }

  private list<Item>(items: readonly Item[], write: (item: Item) => void): this {
    items.forEach((item, index) => {
      if (index > 0) this.add(', ');
      write(item);
    });
    return this;
  }

  select({ body, orderBy, limit }: Select, wanted: 'INT8' | undefined): void {
    if (body.kind === 'SelectClause') this.clause(body, wanted);
    else if (body.kind === 'ParenthesizedSelect') {
      this.add('(').select(body.select, wanted);
      this.add(')');
    } else {
      this.add('VALUES ').list(body.rows, (row) => {
        this.add('(')
          .list(row, (item) => this.output(item, wanted))
          .add(')');
      });
    }
    if (orderBy.length > 0) {
      this.add(' ORDER BY ').list(orderBy, ({ expression, direction, nulls }) => {
        this.expression(expression);
        if (direction !== null) this.add(` ${direction}`);
        if (nulls !== null) this.add(` NULLS ${nulls}`);
      });
    }
    if (limit === null) return;
    this.add(' LIMIT ');
    this.expression(limit);
  }

  private clause({ targets, from, where }: SelectClause, wanted: 'INT8' | undefined): void {
    this.add('SELECT ').list(targets, ({ expression, alias }) => {
      if (expression.kind === 'Star') this.mark(expression).add(print(expression));
      else this.output(expression, wanted);
      if (alias !== null) this.add(` AS ${quoted(alias)}`);
    });
    if (from !== null) this.add(' FROM ').source(from);
    if (where === null) return;
    this.add(' WHERE ');
    this.expression(where);
  }

  private source(from: NonNullable<SelectClause['from']>): void {
    this.mark(from);
    if (from.kind === 'TableReference') this.add(from.name.map(quoted).join('.'));
    else if (from.kind === 'TableFunction') this.expression(from.call);
    else if (from.statement.kind === 'Select') {
      this.add('(').select(from.statement, undefined);
      this.add(')');
    } else {
      const start = this.text.length;
      this.add('[]');
      this.holes.push({ start, end: this.text.length, statement: from.statement });
    }
    if (from.alias !== null) this.add(` AS ${quoted(from.alias)}`);
    if (from.kind === 'TableFunction' && from.columnAlias !== null) {
      this.add(`(${quoted(from.columnAlias)})`);
    }
  }

  /** A column of the result: an untyped constant becomes the INT8 that is wanted, if it can. */
  private output(expression: Expression, wanted: 'INT8' | undefined): void {
    const value = wanted === undefined ? undefined : typedConstant(expression, wanted);
    this.mark(expression);
    if (value !== undefined) this.add(value);
    else if (expression.kind === 'Subquery' && wanted !== undefined) {
      this.add('(').select(expression.select, wanted);
      this.add(')');
    } else this.expression(expression);
  }

  private expression(node: Expression): void {
    this.mark(node);
    switch (node.kind) {
      case 'Placeholder':
        throw noValueFor(node);
      case 'FunctionCall': {
        const given = node.arguments;
        this.add(functionName(node.name)).add('(');
        if ('kind' in given) this.add(print(given));
        else this.list(given, (item) => this.expression(item));
        this.add(')');
        break;
      }
      case 'Cast':
        this.expression(asCastOperand(node.operand));
        this.add(`::${print(node.type)}`);
        break;
      case 'Parenthesized':
        this.add('(').expression(node.expression);
        this.add(')');
        break;
      case 'Subquery':
        this.add('(').select(node.select, undefined);
        this.add(')');
        break;
      case 'Unary':
        this.add('-').expression(asMinusOperand(node.operand));
        break;
      case 'Not':
        this.add('NOT ').expression(asOperand(node.operand));
        break;
      default:
        this.operation(node);
    }
  }

  private operation(
    node: Exclude<
      Expression,
      { kind: 'Placeholder' | 'FunctionCall' | 'Cast' | 'Parenthesized' | 'Subquery' | 'Unary' }
    >,
  ): void {
    switch (node.kind) {
      case 'Binary':
        if (isLikeNull(node)) {
          // It is NULL whatever the operand's type; PostgreSQL would look for an operator.
          this.add('(CASE WHEN ').expression(asOperand(node.left));
          this.add(' IS NULL THEN NULL::BOOL END)');
          break;
        }
        this.expression(asOperand(node.left));
        // PostgreSQL finds fault with the operator; the fault is that of the whole.
        this.mark(node).add(` ${node.operator} `);
        this.expression(asOperand(node.right));
        break;
      case 'IsNull':
        this.expression(asOperand(node.operand));
        this.add(node.negated ? ' IS NOT NULL' : ' IS NULL');
        break;
      case 'In':
        this.expression(asOperand(node.operand));
        this.mark(node).add(node.negated ? ' NOT IN ' : ' IN ');
        this.candidates(node.candidates);
        break;
      case 'Between':
        this.expression(asOperand(node.operand));
        this.mark(node).add(node.negated ? ' NOT BETWEEN ' : ' BETWEEN ');
        this.expression(asOperand(node.low));
        this.add(' AND ').expression(asOperand(node.high));
        break;
      default:
        this.add(print(node));
    }
  }

  private candidates(node: Tuple | Subquery): void {
    if (node.kind === 'Subquery') {
      this.expression(node);
      return;
    }
    this.add('(')
      .list(node.items, (item) => this.expression(item))
      .add(')');
  }
}

function isLikeNull({ operator, right }: Binary): boolean {
  return operator.endsWith('LIKE') && withoutParentheses(right).kind === 'NullLiteral';
}

/** Bare, for some functions are grammar: `coalesce(…)`, `trim(…)`. */
function functionName(name: readonly string[]): string {
  const [first = ''] = name;
  return name.length === 1 && isBareName(first) ? first : name.map(quoted).join('.');
}

function typedConstant(expression: Expression, wanted: 'INT8'): string | undefined {
  // What is not worked out here, the database works out.
  const constant = isPlain(expression) ? constantIfKnown(expression) : undefined;
  if (constant === undefined) return undefined;
  const { type, value } = typed(expression, constant, wanted);
  return type === 'INT8' && value !== null ? `(${String(value)})::int8` : undefined;
}
