import type { ClusterEvent, IdList } from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { job, table } from '../testing/data-histories.ts';
import { judge, log, type Commits } from '../testing/histories.ts';
import { createFindsWhatIsThere } from './finds-what-is-there.ts';

const verdict = (...commits: Commits) => judge(createFindsWhatIsThere(), log(...commits));
const begun = [table.made(60), job.made('7', 'CREATE STATS', { table: 60 }), job.claimed('7')];
const failed = (message: string): ClusterEvent => ({
  type: 'JobReverting',
  jobs: '7' as IdList,
  cause: { kind: 'error', message },
});

describe('a job that fails', () => {
  it('passes: its table was dropped', () => {
    const error = failed('table 60 does not exist');
    expect(verdict(begun, table.dropped(60), error)).toBeUndefined();
  });

  it('passes: for a reason of its own', () => {
    expect(verdict(begun, failed('no space'))).toBeUndefined();
    expect(verdict(job.made('7', 'sim'), failed('the rest is gone'))).toBeUndefined();
  });

  it('is refused: it was told that its table is not there', () => {
    expect(verdict(begun, failed('table 60 does not exist'))).toBe(
      'job 7 does not find what is there (commit 2): table 60 does not exist',
    );
  });

  it('is refused: what a BACKUP protects is gone, although its table was dropped', () => {
    const backup = [table.made(60), job.made('7', 'BACKUP'), job.claimed('7')];
    const error = failed('the segment jobs/1/1/1 is gone');
    expect(verdict(backup, table.dropped(60), error)).toContain('job 7 does not find');
  });
});
