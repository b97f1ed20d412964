import { describe, expect, it } from 'vitest';
import {
  clusterOf,
  given,
  held,
  idsOf,
  jobAt,
  jobId,
  NOW,
  W1,
} from '../../testing/decider-spec.ts';
import type { Job } from '../../job/job.ts';
import type { Place } from '../../job/place.ts';
import type { Command } from '../commands.ts';
import type { SessionEndReason, SessionHello } from '../session.ts';

const hello = (given_: Partial<SessionHello> = {}): Command => ({
  kind: 'OpenSession',
  hello: {
    id: 's9',
    worker: 'w9',
    pid: 42,
    host: 'there',
    types: [{ name: 'other', cancelable: true }],
    slots: 4,
    ...given_,
  },
});
const end = (session: string, reason: SessionEndReason = 'expired'): Command => ({
  kind: 'EndSession',
  session,
  reason,
});
const at = (id: number, place: Place, fields: Partial<Job> = {}): Job =>
  jobAt(place, { id: jobId(id), ...held(fields) });

describe('a session', () => {
  it('is opened with what its worker can run, and nothing else of the greeting', () => {
    const cluster = clusterOf();
    const witness = { n: 1, hash: 'x' };
    const { events } = cluster.run(hello({ witness, labels: { zone: 'a' } }));
    expect(events).toEqual([
      {
        type: 'SessionOpened',
        session: {
          id: 's9',
          worker: 'w9',
          pid: 42,
          host: 'there',
          types: [{ name: 'other', cancelable: true }],
          slots: 4,
        },
      },
    ]);
    expect(cluster.state.session('s9')).toMatchObject({ worker: 'w9', openedAt: NOW });
    expect(cluster.state.jobType('other')).toEqual({ name: 'other', cancelable: true });
  });

  it('that is open is not opened again', () => {
    given()
      .when(hello({ id: W1 }))
      .thenNothing();
  });

  it('that has ended never comes back, however late the message that opens it', () => {
    const cluster = clusterOf();
    cluster.run(end(W1));
    const { events, answer } = cluster.run(hello({ id: W1 }));
    expect(events).toEqual([]);
    expect(answer).toMatchObject({
      refusal: { kind: 'unknown-session', message: 'session w1-session has ended' },
    });
  });

  it('that has ended in the same batch does not come back either', () => {
    const cluster = clusterOf();
    const [, again] = cluster.batch([[end(W1)], [hello({ id: W1 })]]);
    expect(again!.answer).toMatchObject({ ok: false });
    expect(cluster.state.session(W1)).toBeUndefined();
  });

  it('is refused without job types', () => {
    given()
      .when(hello({ types: [] }))
      .thenRefused('worker "w9" announces no job type', '22023');
  });

  it.each([0, -1, 1.5, 10_001, NaN, Infinity])('is refused with %d slots', (slots) => {
    given()
      .when(hello({ slots }))
      .thenRefused(`a worker offers 1 to 10000 slots, got ${slots}`, '22023');
  });

  it.each([1, 10_000])('may have %i slots', (slots) => {
    expect(clusterOf().run(hello({ slots })).answer).toMatchObject({ ok: true });
  });
});

describe('the end of a session', () => {
  it('gives up every claim it held in the same commit, and no other', () => {
    const cluster = clusterOf(
      at(1, 'forward.running'),
      at(2, 'forward.pauseRequested'),
      at(3, 'forward.cancelRequested'),
      at(4, 'backward.reverting'),
      at(5, 'backward.pauseRequested'),
      at(6, 'forward.running', { session: 's9' }),
    );
    const before = [1, 2, 3, 4, 5].map((id) => cluster.job(id).place);
    expect(cluster.run(end(W1)).events).toEqual([
      { type: 'SessionEnded', session: W1, reason: 'expired' },
      { type: 'JobClaimReleased', jobs: idsOf(1, 2, 3, 4, 5), reason: 'expired' },
    ]);
    expect([1, 2, 3, 4, 5].map((id) => cluster.job(id).place)).toEqual(before);
    for (const id of [1, 2, 3, 4, 5]) expect(cluster.job(id)).toMatchObject({ session: null });
    expect(cluster.job(6).session).toBe('s9');
    expect(cluster.state.session(W1)).toBeUndefined();
    expect(cluster.state.heldCount(W1)).toBe(0);
  });

  it('without claims is one event', () => {
    given().when(end(W1, 'left')).thenEvents({ type: 'SessionEnded', session: W1, reason: 'left' });
  });

  it('of a session that is not open is no error', () => {
    given().when(end('nobody')).thenNothing();
    const cluster = clusterOf();
    cluster.run(end(W1));
    expect(cluster.run(end(W1))).toMatchObject({ events: [], answer: { ok: true } });
  });

  it('takes along what the same batch has claimed for it', () => {
    const cluster = clusterOf(jobAt('forward.running'));
    const [, ended] = cluster.batch([
      [{ kind: 'ClaimJobs', claims: [{ session: W1, jobs: idsOf(7) }] }],
      [end(W1)],
    ]);
    expect(ended!.events).toContainEqual({
      type: 'JobClaimReleased',
      jobs: idsOf(7),
      reason: 'expired',
    });
  });

  it('makes stale whatever its worker still says', () => {
    const cluster = clusterOf(at(1, 'forward.running'));
    cluster.run(end(W1));
    const { answer } = cluster.run({
      kind: 'Report',
      session: W1,
      reports: [{ job: jobId(1), fence: 1, kind: 'succeeded' }],
    });
    expect(answer).toEqual({ ok: true, kind: 'reported', stale: [0] });
  });
});
