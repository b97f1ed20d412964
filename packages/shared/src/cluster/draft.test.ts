import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JobId } from '../job/job-id.ts';
import { statusOf } from '../job/place.ts';
import type { JobStatus } from '../job/status.ts';
import { arbitraryStep, commandOf, STEPS_BEGIN, type Step } from '../testing/arbitraries.ts';
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
import type { ClusterEvent } from './events.ts';
import { evolve } from './evolve.ts';
import { ClusterState, dutyOf, ENDED_SESSION_MS } from './state.ts';

/** A commit of a played history. */
interface Played {
  readonly at: number;
  readonly events: readonly ClusterEvent[];
}

/** Plays batches of steps on a state, one commit each; the first commit makes the cluster. */
function play(state: ClusterState, batches: readonly (readonly Step[])[]): readonly Played[] {
  const commits: Played[] = [];
  const commit = (at: number, decideAll: (draft: Draft) => readonly ClusterEvent[]): void => {
    const draft = new Draft(state);
    const events = decideAll(draft);
    draft.adopt(state.n + 1, at, `hash-${state.n + 1}`);
    commits.push({ at, events });
  };
  commit(1000, (draft) =>
    STEPS_BEGIN.flatMap((command) => decide(draft, command, { at: 1000, n: 1 }).events),
  );
  for (const [index, steps] of batches.entries()) {
    const at = NOW + index * 40_000;
    commit(at, (draft) =>
      steps.flatMap((step) => decide(draft, commandOf(step, draft), { at, n: state.n + 1 }).events),
    );
  }
  return commits;
}

const batches = fc.array(fc.array(arbitraryStep, { minLength: 1, maxLength: 4 }), {
  maxLength: 20,
});

/** What the to-do lists must hold, computed from nothing but the jobs. */
function recomputed(state: ClusterState): Record<string, unknown> {
  const all = [...state.jobs.values()];
  const where = (test: (id: JobId) => boolean): ReadonlySet<JobId> =>
    new Set(all.map((job) => job.id).filter(test));
  const duty = (id: JobId): string => dutyOf(state.job(id)!);
  const counts: Partial<Record<JobStatus, number>> = {};
  for (const job of all) counts[statusOf(job.place)] = (counts[statusOf(job.place)] ?? 0) + 1;
  return {
    toPlace: where((id) => duty(id) === 'place'),
    toWait: where((id) => duty(id) === 'wait'),
    toServe: where((id) => duty(id) === 'serve'),
    held: ['s0', 's1', 's2', 's3'].map((id) => where((job) => state.job(job)!.session === id)),
    counts,
    order: all.map((job) => job.id),
  };
}

function kept(state: ClusterState): Record<string, unknown> {
  for (const [type, ids] of state.toPlace) {
    for (const id of ids) expect(state.job(id)!.type).toBe(type);
  }
  const holders = ['s0', 's1', 's2', 's3'];
  for (const id of holders) expect(state.heldCount(id)).toBe(state.heldBy(id).length);
  return {
    toPlace: new Set([...state.toPlace.values()].flatMap((ids) => [...ids])),
    toWait: state.toWait,
    toServe: state.toServe,
    held: holders.map((id) => new Set(state.heldBy(id))),
    counts: Object.fromEntries(state.countsByStatus()),
    order: state.order,
  };
}

describe('adoption', () => {
  it('keeps the to-do lists equal to what a look at every job says', () => {
    fc.assert(
      fc.property(batches, (steps) => {
        const state = new ClusterState();
        play(state, steps);
        expect(kept(state)).toEqual(recomputed(state));
      }),
      { numRuns: 300 },
    );
  });

  it('gives the state that the log gives, read from its text', () => {
    fc.assert(
      fc.property(batches, (steps) => {
        const state = new ClusterState();
        const log = JSON.parse(JSON.stringify(play(state, steps))) as readonly Played[];
        const again = new ClusterState();
        for (const { at, events } of log) {
          const draft = new Draft(again);
          const n = again.n + 1;
          for (const event of events) evolve(draft, event, { at, n });
          draft.adopt(n, at, `hash-${n}`);
        }
        expect(again).toEqual(state);
      }),
      { numRuns: 300 },
    );
  });

  it('never leaves a request without somebody who serves it, nor work without a worker', () => {
    fc.assert(
      fc.property(batches, (steps) => {
        const state = new ClusterState();
        play(state, steps);
        const all = [...state.jobs.values()];
        const stopping = all.filter((job) => statusOf(job.place).endsWith('-requested'));
        expect(all.filter((job) => job.stopAskedAt !== 0)).toEqual(stopping);
        const unattended = stopping.filter((job) => job.session === null);
        expect(unattended.filter((job) => dutyOf(job) !== 'serve')).toEqual([]);
        const claims = all.filter((job) => job.session !== null);
        expect(claims.filter((job) => state.session(job.session!) === undefined)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

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
    expect(cluster.state).toMatchObject({ n: 2, at: NOW, hash: 'hash-2' });
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

describe('a draft', () => {
  it('counts at every step what it lists of a session, and moves a job only where there is one', () => {
    fc.assert(
      fc.property(batches, fc.array(arbitraryStep, { maxLength: 12 }), (past, more) => {
        const state = new ClusterState();
        play(state, past);
        const draft = new Draft(state);
        for (const step of more) {
          decide(draft, commandOf(step, draft), { at: NOW * 2, n: state.n + 1 });
          for (const id of ['s0', 's1']) {
            const listed = [...state.jobs.keys()].filter((each) => draft.job(each)!.session === id);
            expect(new Set(draft.heldBy(id))).toEqual(new Set(listed));
            expect(draft.heldCount(id)).toBe(listed.length);
          }
        }
        expect(draft.moveJob(jobId(99), (job) => job)).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

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

  it('that is dropped has left no trace', () => {
    fc.assert(
      fc.property(batches, fc.array(arbitraryStep, { maxLength: 12 }), (past, dropped) => {
        const state = new ClusterState();
        play(state, past);
        const before = structuredClone(state);
        const draft = new Draft(state);
        const stamp = { at: NOW * 2, n: state.n + 1 };
        for (const [index, step] of dropped.entries()) {
          const tag = { id: `request-${index}`, until: NOW * 3 };
          decide(draft, commandOf(step, draft), stamp, tag);
        }
        const by = { user: 'root' };
        const name = 'jobs.cancel.grace';
        decide(draft, { kind: 'SetSetting', name, value: 5000, by }, stamp);
        evolve(draft, { type: 'LeaderElected', leader: 'c2', term: 9 }, stamp);
        expect(state).toEqual(before);
      }),
      { numRuns: 200 },
    );
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
