import { describe, expect, it } from 'vitest';
import { createSession } from './session.ts';
import { errorOf, run } from './testing/statements.ts';
import { createTableBackend, jobRowWith } from './testing/table-backend.ts';

describe('a session', () => {
  it('stops at the first error, which carries the results before it', async () => {
    const backend = createTableBackend();
    const text = 'CANCEL JOB 7; PAUSE JOB a; RESUME JOB 8';
    const error = await errorOf(backend, text);
    expect(error.code).toBe('42703');
    expect(error.position).toBe(text.indexOf('a;') + 1);
    expect(error.results).toEqual([{ tag: 'CANCEL JOBS 1' }]);
    expect(backend.commands).toHaveLength(1);
  });

  it('begins nothing of a text with a syntax error', async () => {
    const backend = createTableBackend();
    const error = await errorOf(backend, 'CANCEL JOB 7; CANCEL JOBZ 8');
    expect(error).toMatchObject({
      code: '42601',
      message: 'at or near "jobz": syntax error',
      position: 22,
      results: [],
    });
    expect(error.detail).toBe('source SQL:\nCANCEL JOBZ 8\n       ^');
    expect(error.hint).toBe('try \\h CANCEL');
    expect(backend.commands).toEqual([]);
  });

  it('counts positions in characters', async () => {
    const error = await errorOf(createTableBackend(), "SELECT '\u{1F600}' AS x, a");
    expect(error.position).toBe(18);
  });

  it.each(['BEGIN', 'begin transaction', 'COMMIT', 'ROLLBACK', 'SAVEPOINT a', 'START TRANSACTION'])(
    'knows that it does not know %s',
    async (text) => {
      const error = await errorOf(createTableBackend(), `CANCEL JOB 7; ${text}`);
      expect(error.code).toBe('0A000');
      expect(error.message).toContain(`${text.split(' ')[0]!.toUpperCase()} is not supported`);
    },
  );

  it('answers nothing to an empty text', async () => {
    expect(await createSession({ backend: createTableBackend() }).execute(' ; -- ;')).toEqual([]);
  });

  it('gives each result before it goes on', async () => {
    const backend = createTableBackend();
    const session = createSession({ backend });
    const counts: number[] = [];
    for await (const { tag } of session.executeEach('CANCEL JOB 1; CANCEL JOB 2; CANCEL JOB 3')) {
      expect(tag).toBe('CANCEL JOBS 1');
      counts.push(backend.commands.length);
      if (counts.length === 2) break;
    }
    expect(counts).toEqual([1, 2]);
    expect(await run(backend, 'CANCEL JOB 4')).toBe('CANCEL JOBS 1');
  });

  it('carries out one statement at a time, whatever is asked at once', async () => {
    const backend = createTableBackend([jobRowWith({})]);
    let inside = 0;
    const jobRows = backend.jobRows.bind(backend);
    backend.jobRows = async (query) => {
      expect(++inside).toBe(1);
      await Promise.resolve();
      const rows = await jobRows(query);
      inside--;
      return rows;
    };
    const session = createSession({ backend });
    const all = await Promise.allSettled([
      session.execute('SHOW JOBS; SHOW JOB 1'),
      session.execute('SHOW JOB a'),
      session.execute('SELECT count(*) FROM [SHOW JOBS]'),
    ]);
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('asks another engine for selections, but not for a list of ids', async () => {
    const asked: string[] = [];
    const engine = {
      name: 'other',
      evaluate: () => {
        asked.push('asked');
        return Promise.resolve({ columns: [{ name: 'x', type: 'INT8' } as const], rows: [[5n]] });
      },
    };
    const backend = createTableBackend();
    const session = createSession({ backend, engine });
    await session.execute('CANCEL JOB 7');
    expect(asked).toEqual([]);
    await session.execute('CANCEL JOBS SELECT max(job_id) FROM [SHOW JOBS]');
    expect(asked).toEqual(['asked']);
  });
});
