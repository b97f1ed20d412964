// The jobs or schedules that a statement names: one column of INT8, whatever query gives it.
import { parseJobId, type JobId } from '@rescind/shared';
import type { RowSources, SelectionEngine } from './engine.ts';
import { createLayeredEngine } from './engine/layered.ts';
import { createSmallEngine, needsNoRows } from './engine/small.ts';
import { errorAt, SqlError } from './sql-error.ts';
import type { Query } from './syntax/ast.ts';
import { cockroachName } from './value.ts';

export interface IdSelection {
  /** Runs the query; for a list of constants only when they are more than literals. */
  readonly engine: SelectionEngine;
  readonly sources: RowSources;
  /** The statement's name in messages: `CANCEL JOBS`. */
  readonly context: string;
  /** What the column is called in messages; `job_id` by default. */
  readonly column?: 'job_id' | 'schedule_id';
}

const constants = createSmallEngine();

/**
 * The ids in the order of the rows, duplicates kept, NULL left out. They may be ids of no job, and
 * numbers that no job can have. Throws SqlError: 42601 unless it is one column of INT8, and what
 * the engine throws.
 */
export async function selectIds(
  query: Query,
  { engine, sources, context, column: name = 'job_id' }: IdSelection,
): Promise<readonly bigint[]> {
  const chosen = needsNoRows(query) ? createLayeredEngine(constants, () => engine) : engine;
  const { columns, rows } = await chosen.evaluate(query, sources, 'INT8');
  const [column, another] = columns;
  if (column === undefined) throw errorAt(query, '42601', `no columns in ${context} data`);
  if (another !== undefined) throw errorAt(query, '42601', `too many columns in ${context} data`);
  if (column.type !== 'INT8') {
    const message =
      `${context} data column 1 (${name}) must be of type int, ` +
      `not type ${cockroachName(column.type)}`;
    throw errorAt(query, '42601', message);
  }
  return rows.map(([id]) => id as bigint | null).filter((id) => id !== null);
}

/**
 * The ids as such of jobs. Throws XXUUU for 0 and below: no job has such an id, and no message can
 * carry it. It is thrown before the other ids are looked at, whatever may be wrong with those.
 */
export function jobIdsOf(ids: readonly bigint[]): readonly JobId[] {
  return ids.map((id) => {
    const job = parseJobId(String(id));
    if (job !== undefined) return job;
    throw new SqlError({ code: 'XXUUU', message: `job with ID ${id} does not exist` });
  });
}
