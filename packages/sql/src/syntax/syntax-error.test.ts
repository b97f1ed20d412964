/** What an error carries beside the texts that `testdata/errors.txt` shows. */

import { describe, expect, test } from 'vitest';

import { parse } from './parser.ts';
import { SqlSyntaxError } from './syntax-error.ts';

function errorOf(sql: string): SqlSyntaxError {
  try {
    parse(sql);
  } catch (error) {
    if (error instanceof SqlSyntaxError) return error;
    throw error;
  }
  throw new Error(`accepted: ${sql}`);
}

describe('a syntax error', () => {
  test('is an Error with a SQLSTATE, whatever was wrong with the text', () => {
    for (const sql of ['CANCEL JOBS 1', "SELECT 'open", 'SELECT /*']) {
      expect(errorOf(sql)).toBeInstanceOf(Error);
      expect(errorOf(sql)).toMatchObject({ name: 'SqlSyntaxError', sqlstate: '42601' });
    }
  });

  test('has its position in the whole text, counted from 1', () => {
    expect(errorOf('FOO').position).toBe(1);
    expect(errorOf('SHOW JOBS;\n  CANCEL JOBS 1').position).toBe(26);
  });

  test('has its position at the end of the statement when something is missing there', () => {
    expect(errorOf('CANCEL JOB').position).toBe(11);
    expect(errorOf('CANCEL JOB  -- which?\n; SHOW JOBS').position).toBe(11);
  });

  test('counts characters, as a client does, and not UTF-16 units', () => {
    expect(errorOf("CANCEL JOB '😀' 1").position).toBe(16);
    expect(errorOf("CANCEL JOB '--' 1").position).toBe(17);
  });

  test('shows the line at fault and those before it, from the first of the statement', () => {
    expect(errorOf('SHOW JOBS;\nCANCEL\n  JOBS\n  1\n  OR 2').detail).toBe(
      'source SQL:\nCANCEL\n  JOBS\n  1\n  ^',
    );
  });

  test('has no hint where no topic would help', () => {
    expect(errorOf('CANCEL JOB 1, 2').hint).toBeUndefined();
    expect(errorOf('CANCEL JOB').hint).toBe('try \\h CANCEL JOBS');
  });
});
