// LIMIT: how many rows at most.
import { constantOf, typed } from '../../constant.ts';
import { errorAt } from '../../sql-error.ts';
import type { Expression } from '../../syntax/ast.ts';
import { cockroachName } from '../../value.ts';

/** The number of rows; infinite without LIMIT and for LIMIT NULL. Throws 42804, 2201W. */
export function limitOf(limit: Expression | null): number {
  if (limit === null) return Number.POSITIVE_INFINITY;
  const { type, value } = typed(limit, constantOf(limit), 'INT8');
  if (value === null) return Number.POSITIVE_INFINITY;
  if (typeof value !== 'bigint') {
    const message = `argument of LIMIT must be type int, not type ${cockroachName(type)}`;
    throw errorAt(limit, '42804', message);
  }
  if (value < 0n) throw errorAt(limit, '2201W', 'LIMIT must not be negative');
  return Number(value);
}
