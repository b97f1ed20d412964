import type { JobRow, QueryRequest } from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import type { QueryService } from './query-service.ts';
import { selectWithSql } from './select.ts';

const row: JobRow = {
  job_id: '7',
  job_type: 'sleep',
  description: '',
  statement: '',
  user_name: 'root',
  status: 'running',
  running_status: null,
  created: 0,
  started: 0,
  finished: null,
  modified: 0,
  fraction_completed: 0,
  error: '',
  coordinator_id: null,
  trace_id: null,
  last_run: null,
  next_run: null,
  num_runs: 1,
  execution_errors: [],
};

function serving(requests: QueryRequest[]): QueryService {
  return {
    take: () => undefined,
    answer(request) {
      requests.push(request);
      return Promise.resolve({
        v: 1,
        ok: true,
        position: 41,
        result: { kind: 'Jobs', rows: [row] },
      });
    },
  };
}

describe('a selection that comes over the bus', () => {
  it("runs on this coordinator's rows, as the user who sent it, at their position", async () => {
    const requests: QueryRequest[] = [];
    const select = selectWithSql(serving(requests));
    const text = "SELECT job_id FROM [SHOW JOBS] WHERE status = 'running'";
    expect(await select(text, 'maxroach')).toEqual({ ids: ['7'], position: 41 });
    expect(requests).toEqual([
      {
        v: 1,
        user: 'maxroach',
        query: { kind: 'Jobs', where: { status: 'running' }, scope: 'recent' },
      },
    ]);
  });

  it('does not wait for jobs to end', async () => {
    const requests: QueryRequest[] = [];
    const select = selectWithSql(serving(requests));
    const text = 'SELECT job_id FROM [SHOW JOB WHEN COMPLETE 7]';
    await expect(select(text, 'root')).rejects.toMatchObject({ code: '0A000' });
    expect(requests).toEqual([]);
  });
});
