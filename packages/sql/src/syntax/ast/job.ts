/** The statements that start and control jobs. */

import type { Query } from '../ast.ts';
import type { Placeholder, Read, StringLiteral } from '../leaf.ts';

/** `CANCEL | PAUSE | RESUME JOBS …`. The singular form is a `Values` of one row. */
export interface ControlJobs extends Read {
  readonly kind: 'ControlJobs';
  readonly command: 'CANCEL' | 'PAUSE' | 'RESUME';
  readonly jobs: Query;
  /** WITH REASON; always null for RESUME. */
  readonly reason: StringLiteral | Placeholder | null;
}

/** `CANCEL | PAUSE | RESUME JOBS FOR SCHEDULES …`, which takes no reason. */
export interface ControlJobsForSchedules extends Read {
  readonly kind: 'ControlJobsForSchedules';
  readonly command: 'CANCEL' | 'PAUSE' | 'RESUME';
  readonly schedules: Query;
}

/** `CREATE JOB type WITH DETAILS = '<json>'`, an extension; the JSON is not looked into. */
export interface CreateJob extends Read {
  readonly kind: 'CreateJob';
  readonly type: string;
  readonly details: StringLiteral | Placeholder;
}
