import type { StatementResult } from '@rescind/sql';
import { describe, expect, it } from 'vitest';
import { excerpt } from './excerpt.ts';

const JOBS: StatementResult = {
  tag: 'SHOW JOBS 1',
  columns: [
    { name: 'job_id', type: 'INT8' },
    { name: 'description', type: 'STRING' },
    { name: 'status', type: 'STRING' },
  ],
  rows: [[7n, `RESTORE ${'x'.repeat(80)}`, 'running']],
};

describe('an excerpt of an answer', () => {
  it('is the answer itself when no columns are chosen', () => {
    expect(excerpt({ tag: 'CANCEL JOBS 1' }, undefined)).toBe('CANCEL JOBS 1');
    expect(excerpt({ tag: 'CANCEL JOBS 1' }, ['job_id'])).toBe('CANCEL JOBS 1');
  });

  it('ends its lines in dots for the columns it leaves out', () => {
    expect(excerpt(JOBS, ['job_id', 'status'])).toBe(
      [
        ' job_id | status  |...',
        '--------+---------+...',
        '      7 | running |...',
        '(1 row)',
      ].join('\n'),
    );
  });

  it('cuts long texts, and has no dots when every column is there', () => {
    const [, , row] = excerpt(JOBS, ['job_id', 'description', 'status']).split('\n');
    expect(row).toMatch(/^ +7 \| RESTORE x+… \| running$/);
  });

  it('passes over columns that the answer does not have', () => {
    expect(excerpt(JOBS, ['nothing', 'status']).split('\n')[0]).toBe(' status  |...');
  });
});
