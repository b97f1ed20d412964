/** The statement that starts a job of any type, an extension of this project. */

import type { CreateJob } from '../ast/job.ts';
import type { Cursor } from './cursor.ts';
import { parseStringOrPlaceholder } from './literal.ts';
import { isNonReserved } from './name.ts';

/**
 * ```
 * create_job := CREATE JOB job_type WITH DETAILS '=' string_or_placeholder
 * ```
 *
 * CREATE JOB has been taken already; it began at `start`.
 */
export function parseCreateJob(cursor: Cursor, start: number): CreateJob {
  cursor.topic('CREATE JOB');
  const type = parseJobType(cursor);
  cursor.expectWord('with');
  cursor.expectWord('details');
  cursor.expectSymbol('=');
  const details = parseStringOrPlaceholder(cursor);
  return { kind: 'CreateJob', type, details, span: cursor.spanFrom(start) };
}

/**
 * ```
 * job_type := non_reserved_word | SCONST
 * ```
 *
 * A type with a hyphen or a capital needs quotes of either kind.
 */
function parseJobType(cursor: Cursor): string {
  const token = cursor.peek();
  if (token.kind !== 'string' && !isNonReserved(token)) throw cursor.unexpected();
  return cursor.advance().text;
}
