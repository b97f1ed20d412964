// CREATE STATISTICS and ANALYZE: both make a job and wait for it.
import { fullPath } from '../plan/targets.ts';
import { cut } from '../plan/record.ts';
import type { StatementResult } from '../result.ts';
import { unsupported } from '../sql-error.ts';
import type { Analyze, CreateStatistics } from '../syntax/ast/statistics.ts';
import { print } from '../syntax/printer.ts';
import { tableNameOf } from '../table-name.ts';
import type { Means } from './means.ts';
import { createJob, waitForJob } from './run-job.ts';

/** ANALYZE is CREATE STATISTICS without a name, as CockroachDB plans it. */
export async function createStatistics(
  tree: CreateStatistics | Analyze,
  statement: string,
  { backend, database }: Means,
): Promise<StatementResult> {
  const table = tableNameOf(tree.table, database);
  const full: CreateStatistics =
    tree.kind === 'CreateStatistics'
      ? { ...tree, table: fullPath(table) }
      : {
          kind: 'CreateStatistics',
          name: '',
          columns: null,
          table: fullPath(table),
          throttling: null,
          asOf: null,
          span: tree.span,
        };
  const { asOf, throttling, name, columns } = full;
  if (asOf !== null) throw unsupported(asOf, 'AS OF SYSTEM TIME for statistics');
  if (throttling !== null) throw unsupported(throttling, 'THROTTLING');
  const description = cut(print(full));
  const job = await createJob(
    backend,
    { kind: 'CreateStatistics', name, table, columns: columns ?? [], description },
    statement,
  );
  await waitForJob(backend, job);
  return { tag: 'CREATE STATISTICS' };
}
