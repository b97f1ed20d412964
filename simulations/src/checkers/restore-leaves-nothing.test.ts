import { describe, expect, it } from 'vitest';
import { job, table } from '../testing/data-histories.ts';
import { judge, log, type Commits } from '../testing/histories.ts';
import { createRestoreLeavesNothing } from './restore-leaves-nothing.ts';

const verdict = (...commits: Commits) => judge(createRestoreLeavesNothing(), log(...commits));
const restore = [job.made('7', 'RESTORE'), job.claimed('7')];
const prepared = [table.database(60, '7'), table.made(61, 60, '7')];
const undone = [table.dropped(61, '7'), table.databaseDropped(60, '7'), ...job.canceled('7')];

describe('an undone RESTORE', () => {
  it('passes when its tables and databases are gone', () => {
    expect(verdict(restore, prepared, undone)).toBeUndefined();
  });

  it('passes when it had made nothing, and when it succeeded', () => {
    expect(verdict(restore, job.canceled('7'))).toBeUndefined();
    const success = [table.published('7', [61]), job.succeeded('7')];
    expect(verdict(restore, prepared, success, table.dropped(61))).toBeUndefined();
  });

  it('passes when it keeps a database that others have put a table into', () => {
    const kept = [table.dropped(61, '7'), table.databaseKept(60, '7'), ...job.canceled('7')];
    expect(verdict(restore, prepared, table.made(70, 60), kept)).toBeUndefined();
  });

  it('is refused when a table is left', () => {
    expect(verdict(restore, prepared, job.canceled('7'))).toBe(
      'table t61 (offline) of job 7 is left in commit 3, in which it ended',
    );
  });

  it('is refused when a database is left', () => {
    const half = [table.dropped(61, '7'), ...job.canceled('7')];
    expect(verdict(restore, prepared, half)).toContain('database d60 of job 7 is left');
  });

  it('is refused when it drops what it has not made', () => {
    expect(verdict(restore, table.made(70), table.dropped(70, '7'))).toContain(
      'job 7 drops table t70, which it has not made',
    );
    expect(verdict(restore, prepared, table.made(70, 60), undone)).toContain(
      'drops database d60, in which table t70 is',
    );
  });

  it('is refused when it keeps a database for nothing', () => {
    const kept = [table.dropped(61, '7'), table.databaseKept(60, '7'), ...job.canceled('7')];
    expect(verdict(restore, prepared, kept)).toContain('database 60 is kept for nothing in it');
  });

  it('is refused when somebody uses its tables before it is done', () => {
    expect(verdict(restore, prepared, table.dropped(61))).toContain('which a job fills');
    expect(verdict(restore, prepared, table.filled(61, [[1]]))).toContain('that is offline');
  });
});
