import { describe, expect, it } from 'vitest';
import { createSession } from '../session.ts';
import { errorOf, idsOf } from '../testing/statements.ts';
import { createTableBackend, jobRowWith, NOW } from '../testing/table-backend.ts';
import { openInternalJobs } from './internal-jobs.ts';

const DAY = 24 * 3_600_000;

function threeJobs(): ReturnType<typeof createTableBackend> {
  return createTableBackend([
    jobRowWith({ job_id: '3', status: 'paused', fraction_completed: 0.5 }),
    jobRowWith({ job_id: '2', job_type: 'AUTO CREATE STATS' }),
    jobRowWith({ job_id: '1', status: 'failed', finished: NOW - 9 * DAY }),
  ]);
}

describe('crdb_internal.jobs', () => {
  it('has automatic jobs and those that ended long ago, which SHOW JOBS leaves out', async () => {
    const session = createSession({ backend: threeJobs() });
    const [all, counted] = await session.execute(
      'SELECT job_id FROM crdb_internal.jobs; SELECT count(*) FROM crdb_internal.jobs',
    );
    expect(all!.rows).toEqual([[3n], [2n], [1n]]);
    expect(counted!.rows).toEqual([[3n]]);
  });

  it('has the high-water timestamp between the fraction and the error', async () => {
    const session = createSession({ backend: threeJobs() });
    const [shown] = await session.execute(
      "SELECT * FROM defaultdb.crdb_internal.jobs AS j WHERE j.status = 'paused'",
    );
    const names = shown!.columns!.map(({ name }) => name);
    expect(names.slice(11, 14)).toEqual(['fraction_completed', 'high_water_timestamp', 'error']);
    expect(names).toHaveLength(20);
    expect(shown!.rows![0]!.slice(11, 14)).toEqual([0.5, null, '']);
    expect(shown!.rows).toHaveLength(1);
  });

  it('asks the cluster only for the rows that a condition leaves', async () => {
    const backend = threeJobs();
    const session = createSession({ backend });
    await session.execute("SELECT job_id FROM crdb_internal.jobs WHERE status = 'paused'");
    expect(backend.queries).toEqual([{ scope: 'all', where: { status: 'paused' } }]);
  });

  it('does not ask it for a condition on what its rows do not have', async () => {
    const backend = threeJobs();
    const table = openInternalJobs((query) => backend.jobRows(query));
    await table.rows({ status: 'paused', high_water_timestamp: '1' });
    expect(backend.queries).toEqual([{ scope: 'all' }]);
  });

  it('says which jobs to cancel, and as of when', async () => {
    const backend = threeJobs();
    backend.position = 7;
    await createSession({ backend }).execute(
      "CANCEL JOBS (SELECT job_id FROM crdb_internal.jobs WHERE status = 'paused')",
    );
    expect(idsOf(backend)).toEqual(['3']);
    expect(backend.commands[0]!.command).toMatchObject({ selectedAt: 7 });
  });

  it('is the only table of its schema', async () => {
    const error = await errorOf(threeJobs(), 'SELECT 1 FROM crdb_internal.nodes');
    expect(error.code).toBe('3D000');
  });
});
