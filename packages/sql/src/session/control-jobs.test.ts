import type { Refusal } from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { createSession } from '../session.ts';
import { commandOf, errorOf, idsOf, run } from '../testing/statements.ts';
import { createTableBackend, jobRowWith } from '../testing/table-backend.ts';

const changed: Refusal = {
  kind: 'changed',
  code: '40001',
  message: 'restart transaction: job 7 changed after it was selected',
};

describe('CANCEL, PAUSE and RESUME', () => {
  it('send one command with the ids as they were written, and count them', async () => {
    const backend = createTableBackend();
    expect(await run(backend, 'CANCEL JOBS VALUES (7), (9007199254740993), (7)')).toBe(
      'CANCEL JOBS 3',
    );
    expect(idsOf(backend)).toEqual(['7', '9007199254740993', '7']);
    expect(commandOf(backend)).not.toHaveProperty('selectedAt');
  });

  it('ask for no rows to cancel one job', async () => {
    const backend = createTableBackend();
    expect(await run(backend, 'cancel job 27536791415282')).toBe('CANCEL JOBS 1');
    expect(backend.queries).toEqual([]);
  });

  it('say at which position the rows were read that they selected', async () => {
    const backend = createTableBackend([
      jobRowWith({ job_id: '7', user_name: 'maxroach' }),
      jobRowWith({ job_id: '8' }),
      jobRowWith({ job_id: '9', user_name: 'maxroach' }),
    ]);
    const text = "CANCEL JOBS (SELECT job_id FROM [SHOW JOBS] WHERE user_name = 'maxroach');";
    expect(await run(backend, text)).toBe('CANCEL JOBS 2');
    expect(idsOf(backend)).toEqual(['9', '7']);
    expect(commandOf(backend)).toMatchObject({ verb: 'cancel', selectedAt: 100 });
  });

  it('say the position of a scalar subquery too', async () => {
    const backend = createTableBackend([jobRowWith({ job_id: '7' })]);
    const text = "PAUSE JOB (SELECT job_id FROM [SHOW JOBS] WHERE status = 'running')";
    expect(await run(backend, text)).toBe('PAUSE JOBS 1');
    expect(commandOf(backend)).toMatchObject({ verb: 'pause', selectedAt: 100 });
  });

  it('succeed without a command when nothing is selected', async () => {
    const backend = createTableBackend([jobRowWith({})]);
    expect(
      await run(
        backend,
        "RESUME JOBS SELECT job_id FROM [SHOW JOBS] WHERE status = 'paused'; CANCEL JOB NULL; " +
          'PAUSE JOBS SELECT 1 WHERE false; CANCEL JOB (SELECT job_id FROM [SHOW JOB 99])',
      ),
    ).toBe('RESUME JOBS 0; CANCEL JOBS 0; PAUSE JOBS 0; CANCEL JOBS 0');
    expect(backend.commands).toEqual([]);
  });

  it('take a reason along, and record the statement without it', async () => {
    const backend = createTableBackend();
    await run(backend, "PAUSE JOB 7 WITH REASON = 'password is hunter2'");
    expect(commandOf(backend)).toMatchObject({ reason: 'password is hunter2' });
    expect(backend.commands[0]!.statement).toBe("PAUSE JOBS VALUES (_) WITH REASON = '_'");
  });

  it('keep the recorded statement short, however long the text', async () => {
    const backend = createTableBackend();
    const names = Array.from({ length: 2000 }, (_, i) => `column_${i}`).join(', ');
    const error = await errorOf(backend, `CANCEL JOBS SELECT ${names} FROM [SHOW JOBS]`);
    expect(error.code).toBe('42703');
    const long = `CANCEL JOBS SELECT job_id FROM [SHOW JOBS] AS ${'x'.repeat(20_000)}`;
    backend.rows = [jobRowWith({})];
    await run(backend, long);
    expect(backend.commands[0]!.statement.length).toBeLessThanOrEqual(16_384);
  });

  it('select again when a job moved after it was selected', async () => {
    const backend = createTableBackend([jobRowWith({ job_id: '7' })]);
    backend.refusals.push(changed, changed);
    expect(await run(backend, 'CANCEL JOBS SELECT job_id FROM [SHOW JOBS]')).toBe('CANCEL JOBS 1');
    expect(backend.queries).toHaveLength(3);
  });

  it('give up with 40001 when the jobs have moved six times', async () => {
    const backend = createTableBackend([jobRowWith({ job_id: '7' })]);
    backend.refusals.push(changed, changed, changed, changed, changed, changed);
    const error = await errorOf(backend, 'CANCEL JOBS SELECT job_id FROM [SHOW JOBS]');
    expect(error.code).toBe('40001');
    expect(error.message).toBe('restart transaction: job 7 changed after it was selected');
    expect(backend.commands).toHaveLength(6);
  });

  it('throw the refusal of the cluster, and do not ask again', async () => {
    const backend = createTableBackend();
    backend.refusals.push({
      kind: 'not-cancelable',
      code: 'XXUUU',
      message: 'job 7: not cancelable',
      hint: 'PAUSE JOB is possible.',
    });
    const error = await errorOf(backend, 'CANCEL JOB 7');
    expect([error.code, error.message, error.hint]).toEqual([
      'XXUUU',
      'job 7: not cancelable',
      'PAUSE JOB is possible.',
    ]);
    expect(backend.commands).toHaveLength(1);
  });

  it('pass on what the cluster has to say beside', async () => {
    const backend = createTableBackend();
    const notices = ['job 7 will be started again at once'];
    const reply = { v: 1, requestId: 'r', ok: true, position: 1 } as const;
    backend.command = () =>
      Promise.resolve({ ...reply, kind: 'controlled', count: 1, changed: 1, notices });
    const results = await createSession({ backend }).execute('CANCEL JOB 7');
    expect(results).toEqual([{ tag: 'CANCEL JOBS 1', notices }]);
  });
});
