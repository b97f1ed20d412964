// What rows of an INSERT can be made of without the engine: the numbers of generate_series, and the
// rows of one table.
import { constantIfKnown, typed } from '../../constant.ts';
import { errorAt } from '../../sql-error.ts';
import type { Expression, SelectClause, TableFunction } from '../../syntax/ast.ts';
import { isInt8, type Row } from '../../value.ts';
import { reading, type Means } from '../means.ts';
import type { ScopeColumn } from './expression.ts';

export interface Source {
  readonly scope: readonly ScopeColumn[];
  batches(): AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>;
}

/** Undefined for any other source. */
export async function openSource(
  { from }: SelectClause,
  means: Means,
): Promise<Source | undefined> {
  if (from?.kind === 'TableFunction') return seriesOf(from);
  if (from?.kind !== 'TableReference') return undefined;
  const table = await reading(means).userTable(from.name);
  if (table === undefined) return undefined;
  const qualifier = from.alias ?? from.name.at(-1)!;
  const scope = table.columns.map(({ name, type }) => ({ name, type, qualifier }));
  return { scope, batches: () => table.batches() };
}

const BATCH_ROWS = 1000;

/** `generate_series(first, last[, step])` of whole numbers that are written down. */
function seriesOf({ call, alias, columnAlias }: TableFunction): Source | undefined {
  if (call.name.join('.') !== 'generate_series' || 'kind' in call.arguments) return undefined;
  const numbers = call.arguments.map(wholeNumber);
  const [first, last, step = 1n, another] = numbers;
  if (numbers.includes(undefined) || numbers.length < 2 || another !== undefined) return undefined;
  if (step === 0n) throw errorAt(call, '22023', 'step cannot be 0');
  const qualifier = alias ?? 'generate_series';
  const name = columnAlias ?? qualifier;
  return {
    scope: [{ name, qualifier, type: 'INT8' }],
    batches: () => series(first!, last!, step),
  };
}

/** Undefined for what only the engine works out; NULL too, of which there is no series. */
function wholeNumber(expression: Expression): bigint | undefined {
  const constant = constantIfKnown(expression);
  const value = constant && typed(expression, constant, 'INT8').value;
  return typeof value === 'bigint' ? value : undefined;
}

function* series(first: bigint, last: bigint, step: bigint): Generator<readonly Row[]> {
  let batch: Row[] = [];
  for (let n = first; step > 0n ? n <= last : n >= last; n += step) {
    batch.push([n]);
    if (batch.length < BATCH_ROWS) continue;
    yield batch;
    batch = [];
    if (!isInt8(n + step)) break;
  }
  if (batch.length > 0) yield batch;
}
