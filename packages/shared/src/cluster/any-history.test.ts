import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Job } from '../job/job.ts';
import { compareJobIds, type JobId } from '../job/job-id.ts';
import { statusOf } from '../job/place.ts';
import { arbitraryStep, commandOf, STEPS_BEGIN, type Step } from '../testing/arbitraries.ts';
import { jobId, NOW, shown } from '../testing/decider-spec.ts';
import { decide } from './decide.ts';
import { Draft } from './draft.ts';
import type { ClusterEvent } from './events.ts';
import { evolve } from './evolve.ts';
import { ClusterState, dutyOf } from './state.ts';

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
function recomputed(state: ClusterState): Readonly<Record<string, unknown>> {
  const all = [...state.jobs.values()];
  const group = <Key>(keyOf: (job: Job) => Key | null): ReadonlyMap<Key, ReadonlySet<JobId>> => {
    const groups = new Map<Key, Set<JobId>>();
    for (const job of all) {
      const key = keyOf(job);
      if (key !== null) groups.set(key, (groups.get(key) ?? new Set()).add(job.id));
    }
    return groups;
  };
  const duties = group(dutyOf);
  const statuses = [...group((job) => statusOf(job.place))];
  return {
    toPlace: group((job) => (dutyOf(job) === 'place' ? job.type : null)),
    toWait: duties.get('wait') ?? new Set(),
    toServe: duties.get('serve') ?? new Set(),
    held: group((job) => job.session),
    counts: new Map(statuses.map(([status, ids]) => [status, ids.size])),
    order: all.map((job) => job.id),
  };
}

describe('the state after any history', () => {
  it('keeps its to-do lists equal to what a look at every job says', () => {
    fc.assert(
      fc.property(batches, (steps) => {
        const state = new ClusterState();
        play(state, steps);
        const should = recomputed(state);
        const is = shown(state);
        const same = Object.keys(should).map((key) => [key, is[key]] as const);
        expect(Object.fromEntries(same)).toEqual(should);
        expect([...state.order].sort(compareJobIds)).toEqual(state.order);
        const waiting = [...state.toPlace.values()].map((ids) => [ids.size, [...ids].length]);
        expect(waiting.filter(([size, listed]) => size !== listed)).toEqual([]);
        expect(state.toServe.size).toBe([...state.toServe].length);
        expect(state.heldCount('s0')).toBe(state.heldBy('s0').length);
      }),
      { numRuns: 300 },
    );
  });

  it('gives the state that its log gives, read from the text', () => {
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
        expect(shown(again)).toEqual(shown(state));
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

  it('has drafts that count what they list of a session, and move no job that is not', () => {
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

  it('is left without a trace by a draft that is dropped', () => {
    fc.assert(
      fc.property(batches, fc.array(arbitraryStep, { maxLength: 12 }), (past, dropped) => {
        const state = new ClusterState();
        play(state, past);
        const before = structuredClone(shown(state));
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
        expect(shown(state)).toEqual(before);
      }),
      { numRuns: 200 },
    );
  });
});
