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
  const { n: position, jobs, catalog } = state;
  return {
    kind: 'state-seen',
    coordinator: 'c1#1',
    state: { position, count: jobs.size, job: () => job, catalog },
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

  it('is found out when it has a table of another name, or a schedule of its own', () => {
    const renamed = fold(3);
    renamed.catalog.databases.set(50, { ...renamed.catalog.databases.get(50)!, name: 'other' });
    expect(verdict([seen(renamed)])).toContain('databases 50 is {"id":50,"name":"other"');
    const wishful = fold(3);
    wishful.catalog.wishes.set(60, 60);
    expect(verdict([seen(wishful)])).toContain('has 1 wishes, the log 0');
  });

  it('is found out when it lacks a job or is ahead of the log', () => {
    const { catalog } = fold(3);
    const state = { position: 3, count: 0, job: () => undefined, catalog };
    expect(verdict([{ kind: 'state-seen', coordinator: 'c1#1', state }])).toContain('knows 0 jobs');
    expect(
      verdict([{ kind: 'state-seen', coordinator: 'c1#1', state: { ...state, position: 4 } }]),
    ).toContain('the log ends at commit 3');
  });
});
