import { describe, expect, it } from 'vitest';
import { commitOf, judge, life, run } from '../testing/histories.ts';
import { createOneLiveEpoch } from './one-live-epoch.ts';

const verdict = (facts: Parameters<typeof judge>[1]) => judge(createOneLiveEpoch(), facts);
const open = commitOf(1, [life.opened('s1'), life.opened('s2'), life.created]);
const claimed = commitOf(2, life.claimed('s1'));
const canceling = commitOf(3, life.cancelRequested);
const reverting = commitOf(4, life.revertingCanceled);

describe('executions one after the other', () => {
  it('pass: a run that stops before its revert', () => {
    expect(
      verdict([
        open,
        claimed,
        run.started('w1#1', 1),
        canceling,
        run.settled('w1#1', 1),
        reverting,
        run.started('w1#1', 2, 'backward'),
        run.settled('w1#1', 2, 'backward'),
        commitOf(5, life.canceled),
      ]),
    ).toBeUndefined();
  });

  it('pass: a take-over from a worker that was expired and does not know it', () => {
    expect(
      verdict([
        open,
        claimed,
        run.started('w1#1', 1),
        commitOf(3, [life.over('s1'), life.released]),
        commitOf(4, life.claimed('s2')),
        run.started('w2#1', 3),
      ]),
    ).toBeUndefined();
  });

  it('pass: a late start of a worker that was expired', () => {
    expect(
      verdict([
        open,
        claimed,
        commitOf(3, [life.over('s1'), life.released]),
        run.started('w1#1', 1),
      ]),
    ).toBeUndefined();
  });

  it('pass: a process that died took its runs with it', () => {
    expect(
      verdict([open, claimed, run.started('w1#1', 1), canceling, run.died('w1#1'), reverting]),
    ).toBeUndefined();
  });
});

describe('executions beside each other', () => {
  it('are refused: a revert while the run goes on', () => {
    expect(verdict([open, claimed, run.started('w1#1', 1), canceling, reverting])).toBe(
      'JobReverting in commit 4 raises the fence of job 7 over the forward run ' +
        'that w1#1 has not stopped (fence 1)',
    );
  });

  it('are refused: a claim taken away from a living session', () => {
    expect(verdict([open, claimed, run.started('w1#1', 1), commitOf(3, life.released)])).toContain(
      'JobClaimReleased in commit 3 raises the fence',
    );
  });

  it('are refused: a second run with the same right', () => {
    expect(verdict([open, claimed, run.started('w1#1', 1), run.started('w1#1', 1)])).toContain(
      'while w1#1 runs it with fence 1',
    );
  });

  it('are refused: a run that starts after its end was told', () => {
    expect(
      verdict([
        open,
        claimed,
        run.started('w1#1', 1),
        run.settled('w1#1', 1),
        commitOf(3, life.succeeded),
        run.started('w1#1', 1),
      ]),
    ).toContain('although the fence stands at 2');
  });

  it('are refused: a run nobody has the right to, or in the wrong direction', () => {
    expect(verdict([open, run.started('w1#1', 1)])).toContain('which no claim allows');
    expect(verdict([open, claimed, run.started('w1#1', 1, 'backward')])).toContain(
      'which was given for a forward run',
    );
  });
});

describe('claims', () => {
  it('are refused for a session that is not open', () => {
    expect(verdict([open, commitOf(2, life.claimed('s9'))])).toContain('no open session');
  });

  it('are refused while somebody has the job', () => {
    expect(verdict([open, claimed, commitOf(3, life.claimed('s2'))])).toContain('while s1 has it');
  });

  it('do not outlive their session', () => {
    expect(verdict([open, claimed, commitOf(3, life.over('s1'))])).toBe(
      'job 7 is still claimed by session s1, which has ended',
    );
  });
});
