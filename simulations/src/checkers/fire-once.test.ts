import { describe, expect, it } from 'vitest';
import { schedule } from '../testing/data-histories.ts';
import { judge, log, type Commits } from '../testing/histories.ts';
import { createFireOnce } from './fire-once.ts';

// Commits come at 1001, 1002, 1003 …
const verdict = (...commits: Commits) => judge(createFireOnce(), log(...commits));
const { made, moved, asked, started } = schedule;

describe('a due time', () => {
  it('passes: one job, with the move of its schedule', () => {
    expect(verdict(made(), [moved({ nextRun: 60_000 }), started('7')])).toBeUndefined();
  });

  it('is refused: a job without a move, or in a commit of its own', () => {
    expect(verdict(made(), started('7'))).toContain('and its schedule does not move');
    expect(verdict(made(), moved({ nextRun: 60_000 }), started('7'))).toContain('does not move');
  });

  it('is refused: a second job in the same commit', () => {
    const twice = [moved({ nextRun: 60_000 }), started('7'), started('8')];
    expect(verdict(made(), twice)).toContain('does not move');
  });

  it('is refused: a job before its time', () => {
    const early = [moved({ nextRun: 60_000 }), started('7')];
    expect(verdict(made({ nextRun: 5000 }), early)).toContain('is due only in 3998 ms');
  });

  it('is refused: a schedule that is due again at once, as if it had to catch up', () => {
    expect(verdict(made(), [moved({ nextRun: 1002 }), started('7')])).toContain(
      'due again at once',
    );
  });

  it('is refused: a time that was used before', () => {
    const first = [moved({ nextRun: 60_000 }), started('7')];
    const back = asked({ nextRun: 1000 });
    expect(verdict(made(), first, back, [moved({ nextRun: 60_000 }), started('8')])).toContain(
      'which has made one already',
    );
  });
});
