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
}
