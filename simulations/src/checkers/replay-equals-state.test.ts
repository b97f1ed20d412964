import { ClusterState, Draft, evolve, type ClusterEvent, type Job } from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import type { Fact } from '../history.ts';
import { commitOf, JOB, judge, life } from '../testing/histories.ts';
import { createReplayEqualsState } from './replay-equals-state.ts';

const commits = [[life.opened('s1'), life.created], [life.claimed('s1')], [life.succeeded]];
const log = commits.map((events, index) => commitOf(index + 1, events));
const verdict = (facts: readonly Fact[]) => judge(createReplayEqualsState(), [...log, ...facts]);

/** What an honest coordinator knows after so many commits. */
function fold(position: number): ClusterState {
  const state = new ClusterState();
  commits.slice(0, position).forEach((events: readonly ClusterEvent[], index) => {
    const draft = new Draft(state);
    const stamp = { n: index + 1, at: 1001 + index };
    draft.at = stamp.at;
    for (const event of events) evolve(draft, event, stamp);
    draft.adopt(stamp.n, stamp.at, '');
  });
  return state;
}

function seen(state: ClusterState, change: Partial<Job> = {}): Fact {
  const job = { ...state.jobs.get(JOB)!, ...change };
  return {
    kind: 'state-seen',
    coordinator: 'c1#1',
    state: { position: state.n, count: state.jobs.size, job: () => job },
  };
}

describe('a coordinator that has folded the log', () => {
  it.each([1, 2, 3])('passes at commit %i', (position) => {
    expect(verdict([seen(fold(position))])).toBeUndefined();
  });

  it('passes again later, and from the beginning after a restart', () => {
    expect(verdict([seen(fold(1)), seen(fold(3)), seen(fold(2))])).toBeUndefined();
  });
});

describe('a coordinator that knows something else', () => {
  it('is named with the field', () => {
    expect(verdict([seen(fold(2), { fence: 9 })])).toBe(
      'c1#1 at commit 2: job 7 has fence 9, the log says 1',
    );
  });

  it('is found out although it was right before', () => {
    expect(verdict([seen(fold(2)), seen(fold(2), { fraction: 0.5 })])).toContain('fraction');
  });

  it('is found out when it lacks a job or is ahead of the log', () => {
    const state = { position: 3, count: 0, job: () => undefined };
    expect(verdict([{ kind: 'state-seen', coordinator: 'c1#1', state }])).toContain('knows 0 jobs');
    expect(
      verdict([{ kind: 'state-seen', coordinator: 'c1#1', state: { ...state, position: 4 } }]),
    ).toContain('the log ends at commit 3');
  });
});
