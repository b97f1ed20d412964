import { describe, expect, it } from 'vitest';
import type { IdList } from '../job/id-list.ts';
import { clusterOf, idsOf, jobAt, jobId, NOW, ROOT } from '../testing/decider-spec.ts';
import { Draft } from './draft.ts';
import type { ClusterEvent } from './events.ts';
import { evolve } from './evolve.ts';

const after = (event: ClusterEvent): Draft => {
  const draft = new Draft(clusterOf(jobAt('forward.running')).state);
  evolve(draft, event, { at: NOW + 1, n: 2 });
  return draft;
};

describe('an event in the log', () => {
  it('elects a leader', () => {
    const { state } = clusterOf();
    const draft = new Draft(state);
    evolve(draft, { type: 'LeaderElected', leader: 'c2', term: 5 }, { at: NOW, n: 2 });
    expect(draft).toMatchObject({ leader: 'c2', term: 5 });
    draft.adopt(2, NOW, 'hash-2');
    expect(state).toMatchObject({ leader: 'c2', term: 5 });
  });

  it('that names an unknown job is a broken log', () => {
    expect(() => after({ type: 'JobSucceeded', jobs: idsOf(7, 99) })).toThrow(
      'JobSucceeded in commit 2 names no job: 99',
    );
  });

  it('that creates more jobs than it has details for is a broken log', () => {
    expect(() =>
      after({ type: 'JobCreated', jobs: idsOf(8, 9), jobType: 'demo', details: [1], by: ROOT }),
    ).toThrow('commit 2 creates jobs without details');
  });

  it('that creates no job leaves the last id as it was', () => {
    const none: ClusterEvent = {
      type: 'JobCreated',
      jobs: '' as IdList,
      jobType: 'demo',
      details: [],
      by: ROOT,
    };
    expect(after(none).lastJobId).toBeNull();
  });

  it('moves all the jobs it names', () => {
    const { state } = clusterOf(
      jobAt('forward.running'),
      jobAt('forward.running', { id: jobId(8) }),
    );
    const draft = new Draft(state);
    evolve(draft, { type: 'JobPauseRequested', jobs: idsOf(7, 8), by: ROOT }, { at: NOW, n: 2 });
    draft.adopt(2, NOW, 'hash-2');
    expect([...state.toServe]).toEqual(['7', '8']);
  });
});
