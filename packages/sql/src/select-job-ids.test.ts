import { describe, expect, it } from 'vitest';
import { selectJobIds } from './select-job-ids.ts';
import { createTableBackend, jobRowWith } from './testing/table-backend.ts';

describe('a selection on its own', () => {
  it('gives the ids and the position of the rows they come from', async () => {
    const backend = createTableBackend([jobRowWith({ job_id: '7' }), jobRowWith({ job_id: '8' })]);
    expect(await selectJobIds('SELECT job_id FROM [SHOW JOBS] LIMIT 5;', backend)).toEqual({
      ids: ['8', '7'],
      position: 100,
    });
  });

  it('gives the position of the oldest rows when it reads more than once', async () => {
    const backend = createTableBackend([jobRowWith({ job_id: '7' })]);
    const jobRows = backend.jobRows.bind(backend);
    backend.jobRows = (query) => {
      backend.position++;
      return jobRows(query);
    };
    const text = 'SELECT job_id FROM [SHOW JOBS SELECT job_id FROM [SHOW JOBS]]';
    expect(await selectJobIds(text, backend)).toEqual({ ids: ['7'], position: 101 });
  });

  it('of constants is never out of date', async () => {
    expect(await selectJobIds('VALUES (7), (NULL)', createTableBackend())).toEqual({
      ids: ['7'],
      position: Number.MAX_SAFE_INTEGER,
    });
  });

  it.each([
    ['', '42601', 'a selection of jobs is one SELECT or VALUES'],
    ['SHOW JOBS', '42601', 'a selection of jobs is one SELECT or VALUES'],
    ['SELECT 1; SELECT 2', '42601', 'a selection of jobs is one SELECT or VALUES'],
    ['CANCEL JOB 1', '42601', 'a selection of jobs is one SELECT or VALUES'],
    ['SELECT', '42601', 'at or near "EOF": syntax error'],
    ['SELECT 1, 2', '42601', 'too many columns in JOBS data'],
    ['SELECT a FROM [SHOW JOBS]', '42703', 'column "a" does not exist'],
    ['VALUES (-1)', 'XXUUU', 'job with ID -1 does not exist'],
  ])('%j is refused', async (text, code, message) => {
    await expect(selectJobIds(text, createTableBackend())).rejects.toMatchObject({ code, message });
  });
});
