import { describe, expect, it } from 'vitest';
import { commitOf, effect, judge, life } from '../testing/histories.ts';
import { createEffectsBelowTheFence } from './effects-below-the-fence.ts';

const verdict = (facts: Parameters<typeof judge>[1]) => judge(createEffectsBelowTheFence(), facts);
const open = commitOf(1, [life.opened('s1'), life.created, life.claimed('s1')]);
const write = (row: number, token = 1) => effect({ op: 'write', token, row });
const remove = (row: number, token = 2) => effect({ op: 'remove', token, row });
const reverting = commitOf(2, life.revertingFailed);
const failed = commitOf(3, life.failed);

describe('effects in the order of their fences', () => {
  it('pass: every row of a job that succeeded', () => {
    expect(verdict([open, write(0), write(1), commitOf(2, life.succeeded)])).toBeUndefined();
  });

  it('pass: rows taken away by the revert, and a late write refused', () => {
    const late = effect({ op: 'write', token: 1, row: 1, accepted: false, changed: false });
    expect(verdict([open, write(0), reverting, remove(0), late, failed])).toBeUndefined();
  });

  it('pass: a repetition that changes nothing after the end', () => {
    const again = effect({ op: 'write', token: 1, row: 1, changed: false });
    expect(verdict([open, write(0), write(1), commitOf(2, life.succeeded), again])).toBeUndefined();
  });
});

describe('effects that should not have been', () => {
  it('are refused: accepted after a newer one', () => {
    expect(verdict([open, reverting, remove(0), write(0, 1)])).toBe(
      'write of row 0 of job 7 with token 1 was accepted after one with 2',
    );
  });

  it('are refused: with a token that was never given out', () => {
    expect(verdict([open, write(0, 5)])).toContain('the log has given out no such fence');
  });

  it('are refused: a change after the end', () => {
    expect(verdict([open, write(0), write(1), commitOf(2, life.succeeded), write(2)])).toContain(
      'was accepted after JobSucceeded',
    );
  });

  it('are refused: rows that are left when the job has failed', () => {
    expect(verdict([open, write(0), write(1), reverting, remove(0), failed])).toBe(
      'rows 1 of job 7 are still there at JobFailed in commit 3',
    );
  });

  it('are refused: rows that are missing when the job has succeeded', () => {
    expect(verdict([open, write(0), commitOf(2, life.succeeded)])).toContain('1 of 2 rows');
  });
});
