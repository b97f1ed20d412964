import { describe, expect, it } from 'vitest';
import { job, table } from '../testing/data-histories.ts';
import { judge, log, type Commits } from '../testing/histories.ts';
import { createOneGcJob } from './one-gc-job.ts';

const verdict = (...commits: Commits) => judge(createOneGcJob(), log(...commits));
const restore = [job.made('7', 'RESTORE'), job.claimed('7')];
const prepared = [table.made(61, 50, '7'), table.made(62, 50, '7')];
const dropped = [table.dropped(61, '7'), table.dropped(62, '7')];
const gc = table.gc('8', [61, 62], '7');

describe('the GC job of an undone RESTORE', () => {
  it('passes: one for all its tables', () => {
    expect(verdict(restore, prepared, [...dropped, gc, ...job.canceled('7')])).toBeUndefined();
  });

  it('passes: none where no table had been made', () => {
    expect(verdict(restore, job.canceled('7'))).toBeUndefined();
  });

  it('is refused when there are two', () => {
    const twice = [...dropped, gc, table.gc('9', [], '7'), ...job.canceled('7')];
    expect(verdict(restore, prepared, twice)).toBe('job 7 has queued two GC jobs, 8 and 9');
  });

  it('is refused when a table is cleared twice, or by nobody', () => {
    const again = [gc, table.gc('9', [61])];
    expect(verdict(restore, prepared, [...dropped, ...again])).toContain(
      'table 61 is to be cleared',
    );
    expect(verdict(restore, prepared, dropped)).toContain('no job is to clear it');
  });

  it('is refused when there was nothing to clear', () => {
    expect(verdict(restore, table.gc('8', [], '7'), job.canceled('7'))).toContain(
      'had made no table and has queued GC job 8',
    );
  });

  it('is refused when somebody could cancel it', () => {
    const details = { tables: [{ id: 61, layers: [] }], job: null, droppedIn: 1 };
    expect(verdict(job.made('8', 'SCHEMA CHANGE GC', details))).toBe('GC job 8 could be canceled');
  });
});
