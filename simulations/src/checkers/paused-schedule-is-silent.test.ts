import { describe, expect, it } from 'vitest';
import { schedule } from '../testing/data-histories.ts';
import { judge, log, type Commits } from '../testing/histories.ts';
import { createPausedScheduleIsSilent } from './paused-schedule-is-silent.ts';

const verdict = (...commits: Commits) => judge(createPausedScheduleIsSilent(), log(...commits));
const { made, moved, asked, started, dropped } = schedule;
const fired = [moved({ nextRun: 2000 }), started('7')];

describe('a schedule', () => {
  it('passes: active, or resumed', () => {
    expect(verdict(made(), fired)).toBeUndefined();
    expect(verdict(made(), asked({ nextRun: null }), asked(), fired)).toBeUndefined();
  });

  it('passes: the one job of one that runs once', () => {
    expect(verdict(made({ cron: null }), [moved({ nextRun: null }), started('7')])).toBeUndefined();
  });

  it('is refused: paused, and makes a job', () => {
    expect(verdict(made(), [asked({ nextRun: null }), started('7')])).toBe(
      'schedule 5, which is paused, makes job 7 in commit 2',
    );
  });

  it('is refused: dropped, and makes a job', () => {
    expect(verdict(made(), dropped, started('7'))).toContain('which is not there');
  });

  it('is refused: resumed by nobody', () => {
    expect(verdict(made(), asked({ nextRun: null }), moved())).toContain('and nobody resumed it');
  });
});
