import { describe, expect, it } from 'vitest';
import type { Fact } from '../history.ts';
import { JOB, judge, life, log } from '../testing/histories.ts';
import { createWaitersHearTheTruth } from './waiters-hear-the-truth.ts';

const verdict = (...facts: readonly Fact[]) => judge(createWaitersHearTheTruth(), facts);
const told = (status: 'canceled' | 'failed'): Fact => ({ kind: 'settled', job: JOB, status });

describe('who waits for a job', () => {
  it('passes when he is told of its end', () => {
    expect(verdict(...log(life.created, life.canceled), told('canceled'))).toBeUndefined();
  });

  it('is deceived when he is told of another end, or too early', () => {
    expect(verdict(...log(life.created, life.canceled), told('failed'))).toBe(
      'somebody was told that job 7 is failed, it is canceled',
    );
    expect(verdict(...log(life.created), told('canceled'), ...log([], life.canceled))).toBe(
      'somebody was told that job 7 is canceled, it is not at its end',
    );
  });
});
