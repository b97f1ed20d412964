// SELECT and VALUES. How many rows a table has is known without reading them; for all else there is
// the engine.
import { rowsResult, type StatementResult } from '../result.ts';
import type { Query, TableReference } from '../syntax/ast.ts';
import { reading, type Means } from './means.ts';

export async function runQuery(query: Query, means: Means): Promise<StatementResult> {
  const sources = reading(means);
  const counted = countedTable(query);
  if (counted !== undefined) {
    const table = await sources.userTable(counted.table.name);
    const columns = [{ name: counted.name, type: 'INT8' }] as const;
    if (table !== undefined) return rowsResult('SELECT', columns, [[BigInt(table.count)]]);
  }
  const { columns, rows } = await means.engine.evaluate(query, sources);
  return rowsResult('SELECT', columns, rows);
}

/** The table of `SELECT count(*) FROM t`, and what the one column is called. */
function countedTable(
  query: Query,
): { readonly table: TableReference; readonly name: string } | undefined {
  if (query.kind !== 'Select' || query.orderBy.length > 0 || query.limit !== null) return undefined;
  const { body } = query;
  if (body.kind !== 'SelectClause' || body.where !== null) return undefined;
  const [target, another] = body.targets;
  if (target === undefined || another !== undefined) return undefined;
  const { expression, alias } = target;
  const isCount =
    expression.kind === 'FunctionCall' &&
    expression.name.length === 1 &&
    expression.name[0] === 'count' &&
    'kind' in expression.arguments;
  if (!isCount || body.from?.kind !== 'TableReference') return undefined;
  return { table: body.from, name: alias ?? 'count' };
}
