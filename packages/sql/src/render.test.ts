import { describe, expect, it } from 'vitest';
import { renderError, renderResult } from './render.ts';
import type { StatementResult } from './result.ts';
import { SqlError } from './sql-error.ts';
import type { Column } from './value.ts';

const columns: readonly Column[] = [
  { name: 'job_id', type: 'INT8' },
  { name: 'description', type: 'STRING' },
  { name: 'started', type: 'TIMESTAMP' },
  { name: 'fraction', type: 'FLOAT8' },
  { name: 'errors', type: 'STRING[]' },
];

const jobs: StatementResult = {
  tag: 'SHOW JOBS 2',
  columns,
  rows: [
    [9007199254740993n, '"a", b\nc', 1_709_210_700_123, 0.5, ['x', 'b c']],
    [7n, '', null, 1, []],
  ],
};

const none: StatementResult = { tag: 'SELECT 0', columns: columns.slice(0, 1), rows: [] };
const canceled: StatementResult = { tag: 'CANCEL JOBS 2' };

describe('a result as a table', () => {
  it('looks as in psql: numbers on the right, NULL by name, the rows counted', () => {
    expect(renderResult(jobs, 'table')).toBe(
      [
        '      job_id      | description |         started         | fraction |  errors',
        '------------------+-------------+-------------------------+----------+-----------',
        ' 9007199254740993 | "a", b\\nc   | 2024-02-29 12:45:00.123 |      0.5 | {x,"b c"}',
        '                7 |             | NULL                    |        1 | {}',
        '(2 rows)',
      ].join('\n'),
    );
  });

  it('is only its tag when it has no columns', () => {
    expect(renderResult(canceled, 'table')).toBe('CANCEL JOBS 2');
  });

  it('shows control characters instead of obeying them', () => {
    const result = { tag: 'SELECT 1', columns: columns.slice(1, 2), rows: [['\u001B[2Ja\tb']] };
    expect(renderResult(result, 'table')).toContain(String.raw` \x1b[2Ja\tb`);
  });

  it('has a header without rows, and one row is not rows', () => {
    expect(renderResult(none, 'table')).toBe(' job_id\n--------\n(0 rows)');
    expect(renderResult({ ...none, rows: [[1n]] }, 'table')).toContain('(1 row)');
  });
});

describe('a result as JSON', () => {
  it('is an array of objects in which no id loses a digit', () => {
    expect(JSON.parse(renderResult(jobs, 'json'))).toEqual([
      {
        job_id: '9007199254740993',
        description: '"a", b\nc',
        started: '2024-02-29 12:45:00.123',
        fraction: 0.5,
        errors: ['x', 'b c'],
      },
      {
        job_id: '7',
        description: '',
        started: null,
        fraction: 1,
        errors: [],
      },
    ]);
  });

  it('is an array too when it is empty or only a tag', () => {
    expect(JSON.parse(renderResult(none, 'json'))).toEqual([]);
    expect(JSON.parse(renderResult(canceled, 'json'))).toEqual([{ tag: 'CANCEL JOBS 2' }]);
  });

  it('loses no column, whatever it is called', () => {
    const names = ['a', 'a', 'a_2', '__proto__'];
    const result: StatementResult = {
      tag: 'SELECT 1',
      columns: names.map((name) => ({ name, type: 'BOOL' })),
      rows: [[true, false, null, true]],
    };
    expect(renderResult(result, 'json')).toBe(
      '[\n{"a":true,"a_2":false,"a_2_2":null,"__proto__":true}\n]',
    );
  });
});

describe('a result as CSV', () => {
  it('quotes what needs it, and tells NULL from the empty text', () => {
    expect(renderResult(jobs, 'csv')).toBe(
      'job_id,description,started,fraction,errors\r\n' +
        '9007199254740993,"""a"", b\nc",2024-02-29 12:45:00.123,0.5,' +
        '"{x,""b c""}"' +
        '\r\n7,"",,1,{}',
    );
  });

  it('is its tag under a header when it has no columns', () => {
    expect(renderResult(canceled, 'csv')).toBe('tag\r\nCANCEL JOBS 2');
  });
});

describe('an error', () => {
  it('is message and SQLSTATE, and what else there is to say', () => {
    expect(renderError(new SqlError({ code: 'XXUUU', message: 'job 7: not cancelable' }))).toBe(
      'ERROR: job 7: not cancelable\nSQLSTATE: XXUUU',
    );
    const full = new SqlError({
      code: '42601',
      message: 'at or near "jobz": syntax error',
      detail: 'source SQL:\nCANCEL JOBZ 8\n       ^',
      hint: String.raw`try \h CANCEL`,
    });
    expect(renderError(full)).toBe(
      'ERROR: at or near "jobz": syntax error\nSQLSTATE: 42601\n' +
        'DETAIL: source SQL:\nCANCEL JOBZ 8\n       ^\nHINT: try \\h CANCEL',
    );
  });
});
