import { describe, expect, it } from 'vitest';
import { isFinished } from './statement-end.ts';

describe('what is typed at the prompt', () => {
  it.each([
    'SHOW JOBS;',
    'SHOW JOBS;  \n',
    'CREATE JOB x WITH DETAILS = \'{"a": 1}\';',
    "SELECT ';';",
    'SHOW JOBS; -- all of them',
    'SELECT "a;b";',
    "SELECT 'it''s';",
    ';',
  ])('is finished: %j', (text) => {
    expect(isFinished(text)).toBe(true);
  });

  it.each([
    '',
    '\n',
    'SHOW JOBS',
    'SHOW JOBS -- ;',
    "SELECT ';",
    "SELECT 'it''s;",
    'SELECT ";',
    'SHOW /* ; */ JOBS',
    'SHOW JOBS /* ;',
    '-- a comment;',
    "'",
  ])('goes on: %j', (text) => {
    expect(isFinished(text)).toBe(false);
  });
});
