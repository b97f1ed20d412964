import { describe, expect, it } from 'vitest';
import { createSession } from './session.ts';
import { commandOf, errorOf, run } from './testing/statements.ts';
import { CREATED, createTableBackend } from './testing/table-backend.ts';

describe('SET CLUSTER SETTING', () => {
  it.each([
    ["= '30s'", '30s'],
    ['= 30', 30],
    ['= off', 'off'],
    ['= on', 'on'],
    ['= a.b', 'a.b'],
    ['= (2 + 3)', 5],
    ['= 1.5', 1.5],
    ['= 5.0', 5],
    ['= true', true],
    ["= '30s'::INTERVAL", '30s'],
    ["= '5'::INT8", 5],
    ['= 99999999999999999', '99999999999999999'],
    ['= DEFAULT', null],
  ])('sends %s as %j', async (value, sent) => {
    const backend = createTableBackend();
    const text = `SET CLUSTER SETTING Jobs.Cancel.Grace ${value}`;
    expect(await run(backend, text)).toBe('SET CLUSTER SETTING');
    expect(commandOf(backend)).toEqual({
      kind: 'SetSetting',
      name: 'jobs.cancel.grace',
      value: sent,
    });
  });

  it('is reset by RESET, and by nothing that only looks like it', async () => {
    const backend = createTableBackend();
    await run(backend, 'RESET CLUSTER SETTING jobs.cancel.grace');
    expect(commandOf(backend)).toMatchObject({ value: null });
    const error = await errorOf(backend, 'SET CLUSTER SETTING jobs.cancel.grace = NULL');
    expect([error.code, error.message]).toEqual([
      '22023',
      'cluster setting jobs.cancel.grace cannot be NULL',
    ]);
    await run(backend, 'SET CLUSTER SETTING jobs.cancel.grace = 1e999');
    const last = JSON.parse(JSON.stringify(backend.commands.at(-1)!.command)) as { value: unknown };
    expect(last.value).not.toBeNull();
  });
});

describe('CREATE JOB', () => {
  it('answers the new id, and records no details', async () => {
    const backend = createTableBackend();
    const [result] = await createSession({ backend }).execute(
      `CREATE JOB 'nightly-backup' WITH DETAILS = '{"secret": ["hunter2", 1.5e3, -7]}'`,
    );
    expect(result).toEqual({
      tag: 'CREATE JOB 1',
      columns: [{ name: 'job_id', type: 'INT8' }],
      rows: [[BigInt(CREATED)]],
    });
    expect(backend.commands).toEqual([
      {
        command: {
          kind: 'CreateJobs',
          type: 'nightly-backup',
          details: [{ secret: ['hunter2', 1500, -7] }],
          description: `CREATE JOB "nightly-backup" WITH DETAILS = '_'`,
        },
        statement: `CREATE JOB "nightly-backup" WITH DETAILS = '_'`,
      },
    ]);
  });

  it('refuses details that are no JSON', async () => {
    const error = await errorOf(createTableBackend(), "CREATE JOB sleep WITH DETAILS = '{'");
    expect(error.code).toBe('22P02');
    expect(error.message).toMatch(/^could not parse JSON: /);
    expect(error.position).toBe(33);
  });

  it('refuses an id in the details that would lose digits, but not one in a string', async () => {
    const backend = createTableBackend();
    const error = await errorOf(
      backend,
      `CREATE JOB sleep WITH DETAILS = '{"job": 9007199254740993}'`,
    );
    expect([error.code, error.message]).toEqual([
      '22003',
      'the number 9007199254740993 in the details would lose digits',
    ]);
    await run(backend, `CREATE JOB sleep WITH DETAILS = '{"job": "a \\" 9007199254740993"}'`);
    expect(backend.commands).toHaveLength(1);
  });
});
