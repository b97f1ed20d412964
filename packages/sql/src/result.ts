// What a statement answers: its tag, and columns and rows when it has any.
import type { Column, Row } from './value.ts';

export interface StatementResult {
  /**
   * As CockroachDB v21.2 tags it: `CANCEL JOBS 2`, `SHOW JOBS 3`, `SELECT 3`, `CREATE JOB 1`,
   * `SET CLUSTER SETTING`. The number counts rows, of a control statement the ids it processed.
   */
  readonly tag: string;
  /** Absent for statements that never answer rows. */
  readonly columns?: readonly Column[];
  readonly rows?: readonly Row[];
  /** Sentences for whoever asked, to be printed before the rest. */
  readonly notices?: readonly string[];
}

/** The result of a statement that answers rows: its tag ends in their number, as in v21.2. */
export function rowsResult(
  tag: string,
  columns: readonly Column[],
  rows: readonly Row[],
  notices: readonly string[] = [],
): StatementResult {
  return { ...tagResult(`${tag} ${rows.length}`, notices), columns, rows };
}

/** The result of a statement that answers no rows. */
export function tagResult(tag: string, notices: readonly string[] = []): StatementResult {
  return notices.length === 0 ? { tag } : { tag, notices };
}
