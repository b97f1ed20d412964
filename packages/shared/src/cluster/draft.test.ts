import { describe, expect, it } from 'vitest';
import {
  ask,
  clusterOf,
  held,
  idsOf,
  jobAt,
  jobId,
  NOW,
  says,
  session,
  W1,
} from '../testing/decider-spec.ts';
import { decide } from './decide.ts';
import { Draft } from './draft.ts';
import { evolve } from './evolve.ts';
import { ENDED_SESSION_MS } from './state.ts';

describe('a draft', () => {
  it('lets the second command see what the first one did', () => {
    const cluster = clusterOf(jobAt('forward.running'));
    const [first, second, third] = cluster.batch([
      [ask('pause', 7)],
      [ask('cancel', 7)],
      [{ kind: 'ServeRequests', jobs: idsOf(7) }],
    ]);
    expect(first!.answer).toMatchObject({ ok: true, changed: 1 });
    expect(second!.answer).toMatchObject({
      refusal: { message: 'job with status pause-requested cannot be requested to be canceled' },
    });
    expect(third!.events).toEqual([{ type: 'JobPaused', jobs: idsOf(7) }]);
    expect(cluster.job(7).place).toBe('forward.paused');
  });

  it('sees its own jobs, sessions, types, settings and claims before the base does', () => {
    const { state } = clusterOf(jobAt('forward.running', held()));
    const draft = new Draft(state);
    const stamp = { at: NOW, n: 2 };
    draft.putSession(session('w2', { types: [{ name: 'other', cancelable: false }] }));
    draft.putSetting('jobs.cancel.grace', 5000);
    draft.putJob(jobAt('forward.running', { id: jobId(9), ...held({ session: 'w2' }) }));
    expect(draft.session('w2')).toBeDefined();
    expect(draft.jobType('other')).toEqual({ name: 'other', cancelable: false });
    expect(draft.setting('jobs.cancel.grace')).toBe(5000);
    expect(draft.heldBy('w2')).toEqual(['9']);
    expect(draft.heldBy(W1)).toEqual(['7']);
    evolve(draft, { type: 'JobClaimReleased', jobs: idsOf(7), reason: 'left' }, stamp);
    draft.endSession(W1);
    expect(draft.heldBy(W1)).toEqual([]);
    expect(draft.session(W1)).toBeUndefined();
    expect(draft.hasEnded(W1)).toBe(true);
    expect(draft.hasEnded('w2')).toBe(false);
    expect(state.session('w2')).toBeUndefined();
    expect(state.setting('jobs.cancel.grace')).toBe(30_000);
    expect(state.heldBy(W1)).toEqual(['7']);
  });

  it('that sets a setting back to its default does not see the base any more', () => {
    const { state } = clusterOf();
    const first = new Draft(state);
    first.putSetting('jobs.cancel.grace', 5000);
    first.adopt(2, NOW, 'hash-2');
    expect(state.setting('jobs.cancel.grace')).toBe(5000);
    const second = new Draft(state);
    second.putSetting('jobs.cancel.grace', null);
    expect(second.setting('jobs.cancel.grace')).toBe(30_000);
    second.adopt(3, NOW, 'hash-3');
    expect(state.setting('jobs.cancel.grace')).toBe(30_000);
    expect(state.settings.size).toBe(0);
  });

  it('lists what a session holds in order of ids, once each', () => {
    const at = (id: number): ReturnType<typeof jobAt> =>
      jobAt('forward.running', { id: jobId(id), ...held() });
    const { state } = clusterOf(at(10), at(9));
    const draft = new Draft(state);
    draft.putJob({ ...at(9), fraction: 0.5 });
    draft.putJob(at(100));
    draft.putJob(at(2));
    expect(draft.heldBy(W1)).toEqual(['2', '9', '10', '100']);
    expect(draft.heldCount(W1)).toBe(4);
    draft.putJob({ ...at(10), session: null });
    draft.putJob({ ...at(2), session: 'w2' });
    expect(draft.heldBy(W1)).toEqual(['9', '100']);
    expect(draft.heldCount(W1)).toBe(2);
    expect(draft.heldCount('w2')).toBe(1);
  });
});

describe('adoption', () => {
  it('says what changed, with the job before and after', () => {
    const cluster = clusterOf(jobAt('forward.running'));
    const before = cluster.job(7);
    const draft = new Draft(cluster.state);
    const stamp = { at: NOW, n: 2 };
    decide(draft, ask('pause', 7), stamp);
    decide(
      draft,
      { kind: 'CreateJobs', jobType: 'demo', details: [null], by: { user: 'root' } },
      stamp,
    );
    const changes = draft.adopt(2, NOW, 'hash-2');
    expect(changes).toHaveLength(2);
    expect(changes[0]).toEqual({ before, after: cluster.job(7) });
    expect(changes[1]).toMatchObject({ before: undefined, after: { place: 'forward.running' } });
    const lastJobId = changes[1]!.after.id;
    expect(cluster.state).toMatchObject({ n: 2, at: NOW, hash: 'hash-2', lastJobId });
  });

  it('counts only statuses that have a job', () => {
    const cluster = clusterOf(jobAt('forward.running'));
    cluster.run(ask('pause', 7));
    expect([...cluster.state.countsByStatus()]).toEqual([['pause-requested', 1]]);
  });

  it('puts a job that wants a worker again behind those that have been waiting', () => {
    const cluster = clusterOf(
      jobAt('forward.running', held()),
      jobAt('forward.running', { id: jobId(8) }),
    );
    cluster.run(says({ job: jobId(7), fence: 1, kind: 'stopped' }));
    expect([...cluster.state.toPlace.get('demo')!]).toEqual(['8', '7']);
  });
});

describe('an ended session', () => {
  it('is remembered for an hour of log time', () => {
    const cluster = clusterOf();
    cluster.run({ kind: 'EndSession', session: W1, reason: 'left' });
    cluster.pass(ENDED_SESSION_MS);
    cluster.run({ kind: 'ServeRequests', jobs: idsOf() });
    expect(cluster.state.hasEnded(W1)).toBe(true);
    cluster.pass(1);
    cluster.run({ kind: 'ServeRequests', jobs: idsOf() });
    expect(cluster.state.hasEnded(W1)).toBe(false);
  });
});
