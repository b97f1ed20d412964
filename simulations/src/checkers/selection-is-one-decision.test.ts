import { DONE, type ClusterEvent } from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import type { Fact } from '../history.ts';
import { client, judge, life, log } from '../testing/histories.ts';
import { createSelectionIsOneDecision } from './selection-is-one-decision.ts';

const by = { user: 'root', statement: `CANCEL JOBS …` };
const asked = (sql: string): Fact => ({ ...client.askedToCancel('r1'), sql }) as Fact;
const cancelRunning = asked(`CANCEL JOBS (SELECT … WHERE status = 'running')`);
const canceled: readonly ClusterEvent[] = [
  { ...life.cancelRequested, by },
  life.decided('r1', DONE),
];
const verdict = (...facts: readonly Fact[]) => judge(createSelectionIsOneDecision(), facts);

describe('a control statement that selects', () => {
  it('passes when its jobs are as it selected them', () => {
    expect(verdict(cancelRunning, ...log(life.created, canceled))).toBeUndefined();
  });

  it('is refused when a job has moved on', () => {
    const moved = log(life.created, life.pauseRequested, life.paused, canceled);
    expect(verdict(cancelRunning, ...moved)).toBe(
      'JobCancelRequested in commit 4 was meant for jobs that are running, but job 7 was paused',
    );
  });

  it('answers for its own jobs only', () => {
    const other = [...canceled.slice(0, 1), life.decided('r2', DONE), life.decided('r1', DONE)];
    const moved = log(life.created, life.pauseRequested, life.paused, other);
    expect(verdict(cancelRunning, ...moved)).toBeUndefined();
  });

  it('promises nothing when it names its jobs', () => {
    const moved = log(life.created, life.pauseRequested, life.paused, canceled);
    expect(verdict(asked('CANCEL JOB 7'), ...moved)).toBeUndefined();
  });
});
