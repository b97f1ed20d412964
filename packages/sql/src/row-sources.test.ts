import type { SettingRow } from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { createSession } from './session.ts';
import { errorOf, run } from './testing/statements.ts';
import { createTableBackend, jobRowWith, NOW } from './testing/table-backend.ts';

const HOUR = 3_600_000;

const settings: readonly SettingRow[] = [
  {
    variable: 'jobs.cancel.grace',
    value: '00:00:30',
    raw: 30_000,
    setting_type: 'd',
    description: 'how long',
  },
  {
    variable: 'jobs.progress.max_rate',
    value: '5',
    raw: 5,
    setting_type: 'i',
    description: 'how often',
  },
];

describe('SHOW JOBS', () => {
  it('lists unfinished jobs by start and then finished ones by end, newest first', async () => {
    const backend = createTableBackend([
      jobRowWith({ job_id: '1', started: NOW - 9 * HOUR, finished: NOW - HOUR }),
      jobRowWith({ job_id: '2', started: NOW - HOUR, finished: NOW - 2 * HOUR }),
      jobRowWith({ job_id: '3', started: null }),
      jobRowWith({ job_id: '4', started: NOW - 3 * HOUR }),
      jobRowWith({ job_id: '5', started: NOW - 2 * HOUR }),
      jobRowWith({ job_id: '6', started: NOW - 2 * HOUR }),
      jobRowWith({ job_id: '7', job_type: 'AUTO CREATE STATS' }),
      jobRowWith({ job_id: '8', finished: NOW - 13 * HOUR }),
    ]);
    const [shown, automatic] = await createSession({ backend }).execute(
      'SHOW JOBS; SHOW AUTOMATIC JOBS',
    );
    expect(shown!.rows!.map(([id]) => id)).toEqual([6n, 5n, 4n, 3n, 1n, 2n]);
    expect(shown!.tag).toBe('SHOW JOBS 6');
    expect(automatic!.rows!.map(([id]) => id)).toEqual([7n]);
  });

  it('has nineteen columns', async () => {
    const [result] = await createSession({ backend: createTableBackend() }).execute('SHOW JOBS');
    expect(result!.columns).toHaveLength(19);
    expect(result!.columns![0]).toEqual({ name: 'job_id', type: 'INT8' });
    expect(result!.columns!.at(-1)).toEqual({ name: 'execution_errors', type: 'STRING[]' });
    expect(result).toMatchObject({ tag: 'SHOW JOBS 0', rows: [] });
  });

  it('shows a chosen job of any age and type, each once, and none that do not exist', async () => {
    const backend = createTableBackend([
      jobRowWith({ job_id: '8', job_type: 'AUTO CREATE STATS', finished: NOW - 99 * HOUR }),
    ]);
    expect(
      await run(backend, 'SHOW JOB 8; SHOW JOBS VALUES (8), (8), (NULL), (9); SHOW JOB -1'),
    ).toBe('SHOW JOBS 1; SHOW JOBS 1; SHOW JOBS 0');
  });

  it('never asks for all jobs when it was asked for none', async () => {
    const backend = createTableBackend([jobRowWith({})]);
    expect(await run(backend, 'SHOW JOB NULL')).toBe('SHOW JOBS 0');
    expect(backend.queries).toEqual([]);
  });

  it('WHEN COMPLETE waits for the chosen jobs, then shows them', async () => {
    const backend = createTableBackend([jobRowWith({ job_id: '8' })]);
    backend.ended = (ids) => {
      backend.rows = [jobRowWith({ job_id: '8', status: 'succeeded' })];
      backend.waits.push(ids);
      return Promise.resolve();
    };
    const [result] = await createSession({ backend }).execute(
      'SHOW JOBS WHEN COMPLETE VALUES (8), (9)',
    );
    expect(backend.waits).toEqual([['8', '9']]);
    expect(result!.rows!.map((row) => row[5])).toEqual(['succeeded']);
  });
});

describe('cluster settings', () => {
  it('are shown one by one in their own type, or all as text', async () => {
    const backend = createTableBackend([], settings);
    const results = await createSession({ backend }).execute(
      'SHOW CLUSTER SETTING Jobs.Progress.Max_Rate; SHOW CLUSTER SETTING jobs.cancel.grace; ' +
        'SHOW CLUSTER SETTINGS; SHOW ALL CLUSTER SETTINGS',
    );
    expect(results[0]).toEqual({
      tag: 'SHOW CLUSTER SETTING 1',
      columns: [{ name: 'jobs.progress.max_rate', type: 'INT8' }],
      rows: [[5n]],
    });
    expect(results[1]!.rows).toEqual([['00:00:30']]);
    expect(results[2]).toMatchObject({
      tag: 'SHOW CLUSTER SETTINGS 2',
      rows: [
        ['jobs.cancel.grace', '30s', 'd', 'how long'],
        ['jobs.progress.max_rate', '5', 'i', 'how often'],
      ],
    });
    expect(results[3]!.columns!.map(({ name }) => name)).toEqual([
      'variable',
      'value',
      'setting_type',
      'public',
      'description',
    ]);
  });

  it.each([
    ['24:00:00', '24h0m0s'],
    ['00:01:30', '1m30s'],
    ['00:00:01.500', '1.5s'],
    ['00:00:00.100', '100ms'],
    ['00:00:00', '0s'],
    ['01:00:00.250', '1h0m0.25s'],
  ])('have the duration %s in the list as %s', async (value, listed) => {
    const backend = createTableBackend([], [{ ...settings[0]!, value }]);
    const [one, all] = await createSession({ backend }).execute(
      'SHOW CLUSTER SETTING jobs.cancel.grace; SHOW CLUSTER SETTINGS',
    );
    expect(one!.rows).toEqual([[value]]);
    expect(all!.rows![0]![1]).toBe(listed);
  });

  it('may be selected from', async () => {
    const backend = createTableBackend([], settings);
    const [result] = await createSession({ backend }).execute(
      "SELECT value FROM [SHOW CLUSTER SETTINGS] WHERE setting_type = 'd'",
    );
    expect(result).toMatchObject({ tag: 'SELECT 1', rows: [['30s']] });
  });

  it('that do not exist are named', async () => {
    const error = await errorOf(createTableBackend([], settings), 'SHOW CLUSTER SETTING a.B');
    expect([error.code, error.message]).toEqual(['XXUUU', 'unknown setting: "a.b"']);
  });
});
