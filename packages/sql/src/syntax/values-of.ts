/** Expressions as a query: what `JOB x` is short for, and what an engine works out together. */

import type { Expression, Select } from './ast.ts';

/** `VALUES (row)`, read where its expressions were; `row` has at least one. */
export function valuesOf(row: readonly [Expression, ...Expression[]]): Select {
  const span = { start: row[0].span.start, end: row.at(-1)!.span.end };
  const body = { kind: 'Values', rows: [row], span } as const;
  return { kind: 'Select', body, orderBy: [], limit: null, span };
}
