import { describe, expect, it } from 'vitest';
import { job, schedule } from '../testing/data-histories.ts';
import { judge, log, type Commits } from '../testing/histories.ts';
import { createCancelIsAFailure } from './cancel-is-a-failure.ts';

const verdict = (...commits: Commits) => judge(createCancelIsAFailure(), log(...commits));
const { made, moved, started, dropped } = schedule;
const canceled = job.canceled('7');
const state = 'backup job 7 failed';
/** Commits come at 1001, 1002, 1003. */
const RETRIED = 1003 + 60_000;

describe('a canceled job of a schedule', () => {
  it.each([
    ['pause', null],
    ['retry', RETRIED],
    ['reschedule', 1000],
  ] as const)('passes: its schedule is to %s, and does', (policy, nextRun) => {
    const heard = moved({ onExecutionFailure: policy, state, nextRun });
    expect(
      verdict(made({ onExecutionFailure: policy }), started('7'), [...canceled, heard]),
    ).toBeUndefined();
  });

  it('passes: a dropped schedule hears nothing, a paused one stays paused', () => {
    expect(verdict(made(), started('7'), dropped, canceled)).toBeUndefined();
    const paused = { nextRun: null, onExecutionFailure: 'retry' } as const;
    const heard = [...canceled, moved({ ...paused, state })];
    expect(verdict(made(paused), started('7'), heard)).toBeUndefined();
  });

  it('is refused: its schedule hears nothing', () => {
    expect(verdict(made(), started('7'), canceled)).toBe(
      'job 7 of schedule 5 is canceled in commit 3 and its schedule hears nothing of it',
    );
  });

  it('is refused: its schedule goes on as if nothing had been', () => {
    const heard = moved({ onExecutionFailure: 'pause', state });
    expect(
      verdict(made({ onExecutionFailure: 'pause' }), started('7'), [...canceled, heard]),
    ).toContain('(pause) runs next at 1000, not at null');
  });

  it('is refused: a success that is taken for a failure', () => {
    const end = [job.succeeded('7'), moved({ state })];
    expect(verdict(made(), started('7'), end)).toContain('takes it for a failure');
  });
});
