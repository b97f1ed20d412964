import { describe, expect, it } from 'vitest';
import { job, table } from '../testing/data-histories.ts';
import { judge, log, type Commits } from '../testing/histories.ts';
import { createPublishWithSuccess } from './publish-with-success.ts';

const verdict = (...commits: Commits) => judge(createPublishWithSuccess(), log(...commits));
const restore = [job.made('7', 'RESTORE'), job.claimed('7'), table.made(61, 50, '7')];

describe('what a job brings about', () => {
  it('passes in the commit of its success', () => {
    expect(verdict(restore, [table.published('7', [61]), job.succeeded('7')])).toBeUndefined();
  });

  it('is refused in a commit before it', () => {
    expect(verdict(restore, table.published('7', [61]), job.succeeded('7'))).toBe(
      'job 7 publishes in commit 2, in which it is running',
    );
  });

  it('is refused in a commit after it', () => {
    expect(verdict(restore, job.succeeded('7'), table.published('7', [61]))).toBe(
      'job 7 succeeded by commit 2, table t61 is offline',
    );
  });

  it('is refused for part of it', () => {
    const half = [table.made(62, 50, '7'), table.published('7', [61]), job.succeeded('7')];
    expect(verdict(restore, half)).toContain('table t62 is offline');
  });
});
