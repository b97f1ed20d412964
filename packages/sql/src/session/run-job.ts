// Statements that are done when their job is: BACKUP, RESTORE, CREATE STATISTICS.
import { decodeIds, type ApiCommand, type JobId, type JobRow } from '@rescind/shared';
import type { Backend } from '../backend.ts';
import { SqlError } from '../sql-error.ts';
import type { Column } from '../value.ts';
import { expectReply } from './expect-reply.ts';

/** What a statement answers that makes a job and does not wait for it. */
export const JOB_ID_COLUMNS: readonly Column[] = [{ name: 'job_id', type: 'INT8' }];

/** How long to wait before looking whether the job was paused. */
const LOOK_MS = 1000;
/** CockroachDB gives up after a day. */
const LOOKS_MAX = (24 * 3600 * 1000) / LOOK_MS;

/** Sends a command that makes one job, and returns its id. */
export async function createJob(
  backend: Backend,
  command: ApiCommand,
  statement: string,
): Promise<JobId> {
  const { jobs } = expectReply(await backend.command(command, statement), 'created');
  const [job] = decodeIds(jobs);
  if (job !== undefined) return job;
  throw new SqlError({ code: 'XX000', message: 'the cluster says it made no job' });
}

/**
 * Waits for the job's success. Throws XXUUU with the job's error when it fails, when it is
 * canceled, and as soon as it is paused: nobody knows when it will go on. 55000 after a day.
 */
export async function waitForJob(backend: Backend, job: JobId): Promise<JobRow> {
  for (let look = 0; look < LOOKS_MAX; look++) {
    const hasEnded = await backend.endsWithin(job, LOOK_MS);
    const [row] = await backend.jobRows({ ids: [job], scope: 'all' });
    if (row === undefined) throw over(`job ${job} does not exist any more`);
    switch (row.status) {
      case 'succeeded':
        return row;
      case 'canceled':
        throw over(`job ${job}: canceled by user`);
      case 'failed':
      case 'revert-failed':
        throw over(row.error === '' ? `job ${job} failed` : row.error, `It is job ${job}.`);
      case 'paused':
        throw over(
          `job ${job} was paused before it completed`,
          `RESUME JOB ${job} lets it go on; SHOW JOB WHEN COMPLETE ${job} waits for it.`,
        );
    }
    if (hasEnded) throw new SqlError({ code: 'XX000', message: `job ${job} ended ${row.status}` });
  }
  throw new SqlError({ code: '55000', message: `timed out waiting for job ${job}` });
}

function over(message: string, hint?: string): SqlError {
  return new SqlError({ code: 'XXUUU', message, hint });
}
