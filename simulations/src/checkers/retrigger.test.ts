import type { ClusterEvent } from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { job, table } from '../testing/data-histories.ts';
import { judge, log, type Commits } from '../testing/histories.ts';
import { createRetrigger } from './retrigger.ts';

const verdict = (...commits: Commits) => judge(createRetrigger(), log(...commits));
const automatic = (id: string) => job.made(id, 'AUTO CREATE STATS', { table: 60 });
const begun = [table.made(60), automatic('7')];
const wanted: ClusterEvent = { type: 'StatisticsWanted', table: 60 };
const granted: ClusterEvent = { type: 'StatisticsUnwanted', table: 60 };
const off: ClusterEvent = {
  type: 'SettingChanged',
  name: 'sql.stats.automatic_collection.enabled',
  value: 0,
  by: { user: 'root' },
};
const manual = job.made('8', 'CREATE STATS', { table: 60 });

describe('canceled automatic statistics', () => {
  it('pass: a new job in the same commit', () => {
    const again = [...job.canceled('7'), wanted, granted, automatic('8')];
    expect(verdict(begun, again)).toBeUndefined();
  });

  it('pass: a wish that is granted when the one in the way has ended', () => {
    const later = [...job.canceled('8'), granted, automatic('9')];
    expect(verdict(begun, manual, [...job.canceled('7'), wanted], later)).toBeUndefined();
  });

  it('pass: nothing when they are off, or their table is gone', () => {
    expect(verdict(begun, off, job.canceled('7'))).toBeUndefined();
    expect(verdict(begun, table.dropped(60), job.canceled('7'))).toBeUndefined();
  });

  it('are refused: nothing at all, or a new job only later', () => {
    const message = 'neither a new job nor a wish for one came with it';
    expect(verdict(begun, job.canceled('7'))).toContain(message);
    expect(verdict(begun, job.canceled('7'), automatic('8'))).toContain(message);
  });

  it('are refused: a wish that is forgotten', () => {
    expect(verdict(begun, manual, [...job.canceled('7'), wanted], job.canceled('8'))).toContain(
      'statistics of table 60 are wanted, nothing stands in their way',
    );
  });

  it('are refused: back although they are off', () => {
    expect(verdict(begun, off, [...job.canceled('7'), automatic('8')])).toContain('they are off');
  });
});
