// Statistics of a table and the fingerprint of its rows, as rows.
import { createFingerprint } from '@rescind/shared';
import type { Backend } from '../backend.ts';
import type { SourceTable } from '../engine.ts';
import type { ShowFingerprints, ShowStatistics } from '../syntax/ast/show.ts';
import type { Column, Row } from '../value.ts';
import { findTable } from './find-table.ts';
import { sourceOf } from './source.ts';
import type { Surroundings } from './surroundings.ts';
import { openUserTable } from './user-table.ts';

const STATISTICS: readonly Column[] = [
  { name: 'statistics_name', type: 'STRING' },
  { name: 'column_names', type: 'STRING[]' },
  { name: 'created', type: 'TIMESTAMP' },
  { name: 'row_count', type: 'INT8' },
  { name: 'distinct_count', type: 'INT8' },
  { name: 'null_count', type: 'INT8' },
  { name: 'histogram_id', type: 'INT8' },
];

/** One row per group of columns, oldest first. A histogram is known by the job that made it. */
export function openStatistics(
  backend: Backend,
  { table }: ShowStatistics,
  current: string,
): SourceTable {
  return sourceOf(STATISTICS, async () => {
    const { info } = await findTable(backend, table, current);
    const all = await backend.statistics(info.id);
    return all.flatMap(({ name, job, created, rows, columns }) =>
      columns.map((each): Row => [
        // Statistics without a name are of ANALYZE.
        name === '' ? null : name,
        each.columns,
        created,
        BigInt(rows),
        BigInt(each.distinct),
        BigInt(each.nulls),
        each.histogram.length === 0 ? null : BigInt(job),
      ]),
    );
  });
}

const FINGERPRINTS: readonly Column[] = [
  { name: 'index_name', type: 'STRING' },
  { name: 'fingerprint', type: 'STRING' },
];

/** One row: the rows of a table are their only index. Reads them all, a batch at a time. */
export function openFingerprints(
  backend: Backend,
  { table }: ShowFingerprints,
  around: Surroundings,
): SourceTable {
  return sourceOf(FINGERPRINTS, async () => {
    const { types, stored } = await openUserTable(backend, table, around);
    const fingerprint = createFingerprint(types);
    for await (const batch of stored()) fingerprint.add(batch);
    return [['primary', fingerprint.text()]];
  });
}
