import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JobEvent } from '../job/events.ts';
import { decodeIds } from '../job/id-list.ts';
import { arbitraryStep, commandOf, STEPS_BEGIN, type Step } from '../testing/arbitraries.ts';
import { held, idsOf, jobAt, jobId, NOW, ROOT, W1, clusterOf } from '../testing/decider-spec.ts';
import { decide } from './decide.ts';
import { reportJobs } from './decide/report-jobs.ts';
import { Draft } from './draft.ts';
import type { ClusterEvent } from './events.ts';
import { evolve } from './evolve.ts';
import { mergeEvents } from './merge-events.ts';
import { ClusterState } from './state.ts';

const released = (...jobs: readonly number[]): JobEvent => ({
  type: 'JobClaimReleased',
  jobs: idsOf(...jobs),
  reason: 'stopped',
});
const succeeded = (...jobs: readonly number[]): JobEvent => ({
  type: 'JobSucceeded',
  jobs: idsOf(...jobs),
});

describe('merged events', () => {
  it('name together the jobs of neighbors that say the same', () => {
    expect(mergeEvents([succeeded(1), succeeded(2, 3), succeeded(9)])).toEqual([
      succeeded(1, 2, 3, 9),
    ]);
  });

  it('keep the order of different events', () => {
    const history = [succeeded(1), released(2), succeeded(3)];
    expect(mergeEvents(history)).toEqual(history);
  });

  it.each([
    ['reasons', released(1), { ...released(2), reason: 'left' }],
    [
      'checkpoints',
      { type: 'JobProgressed', jobs: idsOf(1), checkpoint: { row: 1 } },
      { type: 'JobProgressed', jobs: idsOf(2), checkpoint: { row: 2 } },
    ],
    [
      'fields',
      { type: 'JobProgressed', jobs: idsOf(1), fraction: 0.5 },
      { type: 'JobProgressed', jobs: idsOf(2), fraction: 0.5, checkpoint: null },
    ],
    [
      'sessions',
      { type: 'JobClaimed', jobs: idsOf(1), session: 'a' },
      { type: 'JobClaimed', jobs: idsOf(2), session: 'b' },
    ],
    ['types', succeeded(1), { type: 'JobFailed', jobs: idsOf(2) }],
  ] as const)('are none where the %s differ', (_what, a, b) => {
    expect(mergeEvents([a, b])).toEqual([a, b]);
  });

  it('are made of equal checkpoints too', () => {
    const at = (job: number): JobEvent => ({
      type: 'JobProgressed',
      jobs: idsOf(job),
      checkpoint: { rows: [1, 2] },
    });
    expect(mergeEvents([at(1), at(2)])).toEqual([{ ...at(1), jobs: idsOf(1, 2) }]);
  });

  it('never join creations, whose details belong to their own ids', () => {
    const created = (id: number): JobEvent => ({
      type: 'JobCreated',
      jobs: idsOf(id),
      jobType: 'demo',
      details: [null],
      by: ROOT,
    });
    expect(mergeEvents([created(1), created(2)])).toEqual([created(1), created(2)]);
  });

  it('keep what else happened between jobs where it was', () => {
    const dropped: ClusterEvent = { type: 'TableDropped', table: 54, job: jobId(2) };
    const history = [succeeded(1), dropped, succeeded(2)];
    expect(mergeEvents(history)).toEqual(history);
    expect(mergeEvents([dropped, succeeded(1), succeeded(2), dropped, dropped])).toEqual([
      dropped,
      succeeded(1, 2),
      dropped,
      dropped,
    ]);
  });

  it('of nothing are nothing, and of one it is that one', () => {
    expect(mergeEvents([])).toEqual([]);
    expect(mergeEvents([succeeded(1)])).toEqual([succeeded(1)]);
  });

  it('fold to the same jobs as the events they are made of', () => {
    const past = fc.array(arbitraryStep, { maxLength: 12 });
    const saying = fc.array(
      arbitraryStep.filter((step) => step.kind === 'say'),
      { minLength: 1, maxLength: 6 },
    );
    let merges = 0;
    fc.assert(
      fc.property(past, saying, (steps, sayings) => {
        const state = new ClusterState();
        const first = new Draft(state);
        const begin = { at: 1000, n: 1 };
        for (const command of STEPS_BEGIN) decide(first, command, begin);
        const everyJob: Step = { kind: 'claim', session: 0, jobs: [1, 2, 3, 4, 5] };
        for (const step of [everyJob, ...steps, everyJob]) {
          decide(first, commandOf(step, first), { at: NOW, n: 1 });
        }
        first.adopt(1, NOW, 'hash-1');

        const stamp = { at: NOW + 40_000, n: 2 };
        const draft = new Draft(state);
        const events = sayings.flatMap((step) => {
          const command = commandOf(step, draft);
          return command.kind === 'Report' ? reportJobs(draft, command, stamp).events : [];
        });
        const merged = mergeEvents(events);
        merges += events.length - merged.length;
        const replay = new Draft(state);
        for (const event of merged) evolve(replay, event, stamp);
        for (const id of state.jobs.keys()) expect(replay.job(id)).toEqual(draft.job(id));
        const named = (list: readonly ClusterEvent[]): readonly string[] =>
          list.flatMap((event) => decodeIds((event as JobEvent).jobs));
        expect(named(merged)).toEqual(named(events));
      }),
      { numRuns: 500 },
    );
    expect(merges).toBeGreaterThan(100);
  });
});

it('a job named twice in one event goes through it twice, as unmerged', () => {
  const cluster = clusterOf(jobAt('forward.running', held()));
  const draft = new Draft(cluster.state);
  const claimed: JobEvent = { type: 'JobClaimed', jobs: idsOf(7), session: W1 };
  const [merged] = mergeEvents([claimed, claimed]);
  evolve(draft, merged!, { at: NOW, n: 2 });
  expect(draft.job(jobId(7))).toMatchObject({ epoch: 3, runs: 3 });
});
