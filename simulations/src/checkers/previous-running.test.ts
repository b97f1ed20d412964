import { describe, expect, it } from 'vitest';
import { job, schedule } from '../testing/data-histories.ts';
import { judge, log, type Commits } from '../testing/histories.ts';
import { createPreviousRunning } from './previous-running.ts';

const verdict = (...commits: Commits) => judge(createPreviousRunning(), log(...commits));

describe('the jobs of a schedule', () => {
  it('pass: one after the other, or at once where it starts them so', () => {
    const { made, started } = schedule;
    expect(verdict(made(), started('7'), job.canceled('7'), started('8'))).toBeUndefined();
    expect(
      verdict(made({ onPreviousRunning: 'start' }), started('7'), started('8')),
    ).toBeUndefined();
  });

  it.each(['wait', 'skip'] as const)('are refused: two at once where it is to %s', (policy) => {
    const made = schedule.made({ onPreviousRunning: policy });
    expect(verdict(made, schedule.started('7'), schedule.started('8'))).toBe(
      `schedule 5 (${policy}) starts job 8 in commit 3 while its job 7 is running`,
    );
  });

  it('are refused: one beside a paused one', () => {
    const paused = [schedule.started('7'), ...job.paused('7')];
    expect(verdict(schedule.made(), paused, schedule.started('8'))).toContain('job 7 is paused');
  });
});
