// The small engine: the few shapes of selection that need no database, in this thread and the same
// every time. Whatever is not surely right is refused with 0A000 and a sentence that names it.
import type { RowSources, SelectionEngine } from '../engine.ts';
import { errorAt, unsupported } from '../sql-error.ts';
import type { Query, RowSource, Select, SelectClause, TableReference } from '../syntax/ast.ts';
import { withoutParentheses } from '../syntax/parentheses.ts';
import type { Relation, Row } from '../value.ts';
import { limitOf } from './small/limit.ts';
import { sorted } from './small/order.ts';
import { isPlain } from './small/plain.ts';
import { SHAPES } from './small/refuse.ts';
import { NO_SCOPE, type Scope } from './small/scope.ts';
import { columnAt, compileTargets, isCountStar } from './small/targets.ts';
import { evaluateValues } from './small/values.ts';
import { compileWhere, filterOf, type Where } from './small/where.ts';

/** The engine; it has no state. */
export function createSmallEngine(): SelectionEngine {
  return {
    name: 'small',
    evaluate: (query, sources, wanted) => evaluate(query, { sources, wanted }),
  };
}

interface Surroundings {
  readonly sources: RowSources;
  readonly wanted: 'INT8' | undefined;
}

async function evaluate(query: Query, surroundings: Surroundings): Promise<Relation> {
  if (query.kind === 'OpaqueSelect') throw unsupported(query, 'this query', SHAPES);
  const { body, orderBy, limit } = query;
  if (body.kind === 'ParenthesizedSelect') {
    if (orderBy.length > 0 || limit !== null) {
      throw unsupported(body, 'ORDER BY or LIMIT after a query in parentheses', SHAPES);
    }
    return evaluate(body.select, surroundings);
  }
  const count = limitOf(limit);
  if (body.kind === 'Values') {
    const { columns, rows } = await evaluateValues(body, {
      wanted: surroundings.wanted,
      scalar: (select) => evaluate(select, surroundings),
    });
    const outputs = columns.map(columnAt);
    return { columns, rows: sorted(rows, orderBy, { outputs, scope: NO_SCOPE }).slice(0, count) };
  }
  return evaluateClause(body, query, count, surroundings);
}

async function evaluateClause(
  clause: SelectClause,
  { orderBy }: Select,
  count: number,
  surroundings: Surroundings,
): Promise<Relation> {
  const source = await open(clause, surroundings);
  const { scope } = source;
  const where = compileWhere(clause.where, scope);
  const [only] = clause.targets;
  if (clause.targets.length === 1 && isCountStar(only!.expression)) {
    if (orderBy.length > 0) throw unsupported(orderBy[0]!, 'ORDER BY beside count(*)', SHAPES);
    const rows: Row[] = [[BigInt((await matching(source, where)).length)]];
    const columns = [{ name: only!.alias ?? 'count', type: 'INT8' }] as const;
    return { columns, rows: rows.slice(0, count) };
  }
  const outputs = compileTargets(clause.targets, scope, surroundings.wanted);
  // An order that makes no sense is refused even when there is nothing to order.
  sorted([], orderBy, { outputs, scope });
  const rows = sorted(await matching(source, where), orderBy, { outputs, scope });
  return {
    columns: outputs.map(({ name, type }) => ({ name, type })),
    rows: rows.slice(0, count).map((row) => outputs.map((output) => output.read(row))),
  };
}

async function matching(source: Source, where: Where): Promise<readonly Row[]> {
  const rows = await source.rows(where);
  return rows.filter((row) => where.every((condition) => condition.isTrue(row)));
}

/** What stands after FROM, not read yet. */
interface Source {
  readonly scope: Scope;
  rows(where: Where): Promise<readonly Row[]>;
}

async function open({ from }: SelectClause, surroundings: Surroundings): Promise<Source> {
  // Without FROM there is one row, and it has no columns.
  if (from === null) return { scope: NO_SCOPE, rows: () => Promise.resolve([[]]) };
  if (from.kind === 'TableReference') return openTable(from, surroundings.sources);
  if (from.kind === 'TableFunction') throw unsupported(from, 'a function after FROM', SHAPES);
  const { statement } = from;
  if (statement.kind === 'Select') {
    const { columns, rows } = await evaluate(statement, { ...surroundings, wanted: undefined });
    return { scope: scopeOf(from, columns), rows: () => Promise.resolve(rows) };
  }
  const table = await surroundings.sources.open(statement);
  return {
    scope: scopeOf(from, table.columns),
    rows: (where) => table.rows(filterOf(where)),
  };
}

async function openTable(from: TableReference, sources: RowSources): Promise<Source> {
  if (sources.table === undefined) throw noSuchTable(from);
  const table = await sources.table(from.name);
  // Stored rows have types and sizes that a large engine is for.
  if (table.batches !== undefined) throw unsupported(from, 'a table of the catalog', SHAPES);
  const alias = from.alias ?? from.name.at(-1)!;
  return {
    scope: scopeOf({ alias }, table.columns),
    rows: (where) => table.rows(filterOf(where)),
  };
}

function scopeOf({ alias }: Pick<RowSource, 'alias'>, columns: Scope['columns']): Scope {
  return { columns, qualifier: alias, hasSource: true };
}

function noSuchTable(table: TableReference): Error {
  const message = `relation "${table.name.join('.')}" does not exist`;
  return errorAt(table, '42P01', message, 'The rows of jobs are those of [SHOW JOBS].');
}

/** Whether a query is a list of constants, for which no other engine is worth waking. */
export function needsNoRows(query: Query): boolean {
  if (query.kind === 'OpaqueSelect') return false;
  const { body, orderBy, limit } = query;
  if (body.kind === 'ParenthesizedSelect') return needsNoRows(body.select);
  if (body.kind !== 'Values' || orderBy.length > 0 || limit !== null) return false;
  return body.rows.every((row) =>
    row.every((item) => isPlain(item) || withoutParentheses(item).kind === 'ColumnReference'),
  );
}
