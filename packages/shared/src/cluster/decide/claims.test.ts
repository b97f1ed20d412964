import { describe, expect, it } from 'vitest';
import {
  clusterOf,
  given,
  held,
  idsOf,
  jobAt,
  jobId,
  NOW,
  session,
  W1,
} from '../../testing/decider-spec.ts';
import type { Job } from '../../job/job.ts';
import { PLACES, type Place } from '../../job/place.ts';
import type { Command } from '../commands.ts';

const at = (id: number, place: Place, fields: Partial<Job> = {}): Job =>
  jobAt(place, { id: jobId(id), ...fields });
const claim = (to: string, ...jobs: readonly number[]): Command => ({
  kind: 'ClaimJobs',
  claims: [{ session: to, jobs: idsOf(...jobs) }],
});
const serve = (...jobs: readonly number[]): Command => ({
  kind: 'ServeRequests',
  jobs: idsOf(...jobs),
});

const CLAIMABLE = new Set<Place>(['forward.pending', 'forward.running', 'backward.reverting']);

describe('a claim', () => {
  it.each(PLACES)('of a job in %s is made only where there is work', (place) => {
    const outcome = given(jobAt(place)).when(claim(W1, 7));
    if (CLAIMABLE.has(place)) {
      outcome
        .thenEvents({ type: 'JobClaimed', jobs: idsOf(7), session: W1 })
        .thenJob(7, { session: W1, epoch: 1, fence: 1, runs: 1, lastRun: NOW });
    } else {
      outcome.thenNothing();
    }
  });

  it('passes over jobs that are held, unknown, or named before', () => {
    given(session('w2'), at(1, 'forward.running', held()), at(2, 'forward.running'))
      .when({
        kind: 'ClaimJobs',
        claims: [
          { session: 'w2', jobs: idsOf(1, 99, 2, 2) },
          { session: W1, jobs: idsOf(2) },
        ],
      })
      .thenEvents({ type: 'JobClaimed', jobs: idsOf(2), session: 'w2' });
  });

  it('is for open sessions only', () => {
    given(at(1, 'forward.running')).when(claim('gone', 1)).thenNothing();
    const cluster = clusterOf(at(1, 'forward.running'));
    const [, second] = cluster.batch([
      [{ kind: 'EndSession', session: W1, reason: 'left' }],
      [claim(W1, 1)],
    ]);
    expect(second!.events).toEqual([]);
  });

  it('is for sessions that run the type of the job', () => {
    given(at(1, 'forward.running', { type: 'other' }))
      .when(claim(W1, 1))
      .thenNothing();
  });

  it('never gives a session more jobs than it has slots', () => {
    const free = [1, 2, 3, 4].map((id) => at(id, 'forward.running'));
    const busy = at(9, 'forward.cancelRequested', held({ session: 'w2' }));
    given(session('w2', { slots: 3 }), busy, ...free)
      .when({
        kind: 'ClaimJobs',
        claims: [
          { session: 'w2', jobs: idsOf(1) },
          { session: 'w2', jobs: idsOf(2, 3) },
          { session: W1, jobs: idsOf(3, 4) },
        ],
      })
      .thenEvents(
        { type: 'JobClaimed', jobs: idsOf(1), session: 'w2' },
        { type: 'JobClaimed', jobs: idsOf(2), session: 'w2' },
        { type: 'JobClaimed', jobs: idsOf(3, 4), session: W1 },
      );
  });

  it('counts what the same batch has given and taken', () => {
    const cluster = clusterOf(
      session('w2', { slots: 1 }),
      at(1, 'forward.running', held({ session: 'w2' })),
      at(2, 'forward.running'),
      at(3, 'forward.running'),
    );
    const [full, , freed, again] = cluster.batch([
      [claim('w2', 2)],
      [
        {
          kind: 'Report',
          session: 'w2',
          reports: [{ job: jobId(1), fence: 1, kind: 'succeeded' }],
        },
      ],
      [claim('w2', 2)],
      [claim('w2', 3)],
    ]);
    expect(full!.events).toEqual([]);
    expect(freed!.events).toEqual([{ type: 'JobClaimed', jobs: idsOf(2), session: 'w2' }]);
    expect(again!.events).toEqual([]);
  });

  it('waits until the backoff is over, to the millisecond', () => {
    const failing = at(1, 'forward.running', { runs: 2, backoff: 2, lastRun: NOW });
    const cluster = clusterOf(failing);
    cluster.pass(89_999);
    expect(cluster.run(claim(W1, 1)).events).toEqual([]);
    cluster.pass(1);
    expect(cluster.run(claim(W1, 1)).events).toHaveLength(1);
  });

  it('waits as long as the settings in force say', () => {
    const cluster = clusterOf(at(1, 'forward.running', { runs: 2, backoff: 2, lastRun: NOW }));
    const set = (name: string, value: string): Command => ({
      kind: 'SetSetting',
      name: `jobs.registry.retry.${name}`,
      value,
      by: { user: 'root' },
    });
    cluster.run(set('initial_delay', '10ms'));
    cluster.pass(29);
    expect(cluster.run(claim(W1, 1)).events).toEqual([]);
    cluster.run(set('max_delay', '20ms'));
    expect(cluster.run(claim(W1, 1)).events).toHaveLength(1);
  });

  it('starts a pending job', () => {
    given(at(1, 'forward.pending'))
      .when(claim(W1, 1))
      .thenJob(1, { place: 'forward.running', movedIn: 2 });
  });
});

// What becomes of a request that no holder can serve, typed by hand; elsewhere nothing.
const SERVED: Readonly<Partial<Record<Place, Place>>> = {
  'forward.pauseRequested': 'forward.paused',
  'forward.cancelRequested': 'backward.reverting',
  'backward.pauseRequested': 'backward.paused',
};

describe('serving requests', () => {
  it.each(PLACES)('of a job in %s nobody holds moves it on where one stands', (place) => {
    const before = jobAt(place);
    const outcome = given(before).when(serve(7));
    if (SERVED[place] === undefined) outcome.thenNothing().thenJob(7, before);
    else outcome.thenJob(7, { place: SERVED[place], stopAskedAt: 0, fence: 1, session: null });
  });

  it.each(PLACES)('leaves a job in %s to its holder', (place) => {
    given(jobAt(place, held())).when(serve(7)).thenNothing();
  });

  it('is two events at most, the cancels first, however often a job is named', () => {
    given(
      at(1, 'forward.pauseRequested'),
      at(2, 'forward.cancelRequested'),
      at(3, 'backward.pauseRequested'),
      at(4, 'forward.cancelRequested'),
    )
      .when(serve(1, 2, 3, 99, 4, 2, 1))
      .thenEvents(
        { type: 'JobReverting', jobs: idsOf(2, 4), cause: { kind: 'canceled' } },
        { type: 'JobPaused', jobs: idsOf(1, 3) },
      )
      .thenJob(2, { error: 'job canceled by user', cause: { kind: 'canceled' } })
      .thenJob(3, { cause: { kind: 'error', message: 'disk full' }, revertDone: false });
  });
});
