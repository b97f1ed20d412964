import type { ClusterEvent, JobId } from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { job, table } from '../testing/data-histories.ts';
import { judge, log, type Commits } from '../testing/histories.ts';
import { createStatsExclusion } from './stats-exclusion.ts';

const verdict = (...commits: Commits) => judge(createStatsExclusion(), log(...commits));
const automatic = (id: string) => job.made(id, 'AUTO CREATE STATS', { table: 60 });
const manual = (id: string) => job.made(id, 'CREATE STATS', { table: 60 });

const counted = (rows: number, written: number): ClusterEvent => ({
  type: 'StatisticsRecorded',
  table: 60,
  statistics: { name: 's', job: '7' as JobId, created: 0, rows, written, columns: [] },
});

describe('statistics jobs', () => {
  it('pass: one after the other, and those of users at any time', () => {
    expect(verdict(automatic('7'), job.canceled('7'), automatic('8'))).toBeUndefined();
    expect(verdict(automatic('7'), manual('8'), manual('9'))).toBeUndefined();
  });

  it('pass: a new automatic one in the commit in which the last has ended', () => {
    expect(verdict(automatic('7'), [...job.canceled('7'), automatic('8')])).toBeUndefined();
  });

  it('are refused: an automatic one beside another, or beside a paused one of a user', () => {
    expect(verdict(automatic('7'), automatic('8'))).toBe(
      'automatic statistics job 8 is made in commit 2 while AUTO CREATE STATS job 7 is running',
    );
    expect(verdict([manual('7'), ...job.paused('7')], automatic('8'))).toContain('is paused');
  });

  it('are refused: a user’s own, because another one runs', () => {
    const checker = createStatsExclusion();
    const error = {
      kind: 'invalid',
      code: '55000',
      message: 'another one is already running',
    } as const;
    const command = {
      kind: 'CreateStatistics',
      name: 's',
      table: { database: 'd', table: 't' },
      columns: [],
      description: '',
    } as const;
    const facts = [
      { kind: 'asked', request: 'r', command, sql: '' },
      { kind: 'answered', request: 'r', reply: { v: 1, requestId: 'r', ok: false, error } },
    ] as const;
    expect(judge(checker, facts)).toContain('was refused: another one is already running');
  });
});

describe('what statistics have counted', () => {
  const filled = [table.made(60), table.filled(60, [[1], [2]])];

  it('passes: what was written when they looked', () => {
    expect(verdict(filled, counted(2, 2), table.filled(60, [[3]]))).toBeUndefined();
  });

  it('is refused: more or less than that', () => {
    expect(verdict(filled, counted(1, 2))).toContain('job 7 has counted 1 rows');
    expect(verdict(filled, counted(3, 3))).toContain('when 3 of 2 were written');
  });
});
