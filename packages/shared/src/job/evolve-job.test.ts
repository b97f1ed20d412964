import { describe, expect, it } from 'vitest';
import { held, idsOf, jobAt, NOW, ROOT, W1 } from '../testing/decider-spec.ts';
import { CHART_EVENTS } from './chart.ts';
import { evolveJob } from './evolve-job.ts';
import type { Job } from './job.ts';
import { move, PLACES } from './place.ts';

type Event = Parameters<typeof evolveJob>[1];
type Unsigned<E> = E extends { readonly jobs: unknown } ? Omit<E, 'jobs'> : never;

const LATER = NOW + 5000;
const after = (job: Job, event: Unsigned<Event>): Job =>
  evolveJob(job, { ...event, jobs: idsOf(7) }, { at: LATER, n: 9 });

const BLANK: Readonly<Record<string, Unsigned<Event>>> = {
  JobClaimed: { type: 'JobClaimed', session: W1 },
  JobClaimReleased: { type: 'JobClaimReleased', reason: 'left' },
  JobProgressed: { type: 'JobProgressed', fraction: 0.5 },
  JobAttemptFailed: { type: 'JobAttemptFailed', error: 'boom' },
  JobPauseRequested: { type: 'JobPauseRequested', by: ROOT },
  JobPaused: { type: 'JobPaused' },
  JobResumed: { type: 'JobResumed', by: ROOT },
  JobRevertResumed: { type: 'JobRevertResumed', by: ROOT },
  JobCancelRequested: { type: 'JobCancelRequested', by: ROOT },
  JobReverting: { type: 'JobReverting', cause: { kind: 'canceled' } },
  JobSucceeded: { type: 'JobSucceeded' },
  JobCanceled: { type: 'JobCanceled' },
  JobFailed: { type: 'JobFailed' },
};

const cells = PLACES.flatMap((place) => CHART_EVENTS.map((type) => [place, type] as const));
const arrows = cells.filter(([place, type]) => move(place, type) !== undefined);
const gaps = cells.filter(([place, type]) => move(place, type) === undefined);

describe('an event', () => {
  it.each(arrows)('moves a job in %s by %s where the chart leads', (place, type) => {
    const before = jobAt(place, held());
    const now = after(before, BLANK[type]!);
    expect(now.place).toBe(move(place, type));
    expect(now.modified).toBe(LATER);
    // A selection relies on this: a changed status never goes unnoticed, progress never counts.
    expect(now.movedIn).toBe(now.place === before.place ? before.movedIn : 9);
  });

  it.each(gaps)(
    'of a job in %s that the chart does not know, %s, is a broken log',
    (place, type) => {
      expect(() => after(jobAt(place), BLANK[type]!)).toThrow(`${type} in commit 9 cannot follow`);
    },
  );

  it('leaves the job it is applied to as it was', () => {
    for (const [place, type] of arrows) {
      const job = Object.freeze(jobAt(place, held({ executionErrors: Object.freeze([]) })));
      expect(() => after(job, BLANK[type]!)).not.toThrow();
    }
  });

  it('never lowers epoch or fence, and raises the fence when the right to act changes', () => {
    const raises = new Set([
      'JobClaimed',
      'JobClaimReleased',
      'JobAttemptFailed',
      'JobPaused',
      'JobReverting',
      'JobSucceeded',
      'JobCanceled',
      'JobFailed',
    ]);
    for (const [place, type] of arrows) {
      const now = after(jobAt(place, held({ epoch: 3, fence: 8 })), BLANK[type]!);
      const fence = raises.has(type) ? 9 : 8;
      const epoch = type === 'JobClaimed' ? 4 : 3;
      expect({ type, fence: now.fence, epoch: now.epoch }).toEqual({ type, fence, epoch });
    }
  });
});

describe('a claim', () => {
  const claimed: Unsigned<Event> = { type: 'JobClaimed', session: W1 };

  it('counts the run before it starts', () => {
    const job = after(jobAt('forward.running'), claimed);
    expect(job).toMatchObject({ session: W1, epoch: 1, fence: 1, runs: 1, lastRun: LATER });
    expect(after(job, claimed)).toMatchObject({ epoch: 2, fence: 2, runs: 2 });
  });

  it('marks the first start and keeps it', () => {
    expect(after(jobAt('forward.running'), claimed).started).toBe(LATER);
    expect(after(jobAt('forward.running', { started: 42 }), claimed).started).toBe(42);
  });

  it.each(['stopped', 'left'] as const)(
    'that is given back (%s) costs the job nothing',
    (reason) => {
      const job = after(jobAt('forward.running', held({ runs: 4, backoff: 3 })), {
        type: 'JobClaimReleased',
        reason,
      });
      expect(job).toMatchObject({ session: null, backoff: 0, fence: 2, runs: 4 });
    },
  );

  it.each(['expired', 'ignored-signal'] as const)(
    'that is lost (%s) costs nothing the first time, then one step less than a failure',
    (reason) => {
      const lost = (runs: number): Job =>
        after(jobAt('forward.running', held({ runs })), { type: 'JobClaimReleased', reason });
      expect(lost(1).backoff).toBe(0);
      expect(lost(2).backoff).toBe(1);
      expect(lost(5).backoff).toBe(4);
    },
  );

  it('of a job that is to stop leaves the request standing', () => {
    const job = after(jobAt('forward.cancelRequested', held()), {
      type: 'JobClaimReleased',
      reason: 'expired',
    });
    expect(job).toMatchObject({
      place: 'forward.cancelRequested',
      session: null,
      stopAskedAt: NOW,
    });
  });
});

describe('a failed attempt', () => {
  it('is recorded with status, times and session, and the next one has to wait', () => {
    const job = after(jobAt('backward.reverting', held({ runs: 3 })), {
      type: 'JobAttemptFailed',
      error: 'boom',
    });
    expect(job).toMatchObject({ session: null, backoff: 3, runs: 3, fence: 2, runningStatus: '' });
    expect(job.executionErrors).toEqual([
      { status: 'reverting', from: NOW, to: LATER, session: W1, error: 'boom' },
    ]);
  });

  it('is one of the newest three', () => {
    let job = jobAt('forward.running');
    for (const error of ['a', 'b', 'c', 'd']) {
      job = after(job, { type: 'JobClaimed', session: W1 });
      job = after(job, { type: 'JobAttemptFailed', error });
    }
    expect(job.executionErrors.map((entry) => entry.error)).toEqual(['b', 'c', 'd']);
  });
});

describe('a pause', () => {
  it('is asked for with its reason, which replaces the one before, also by none', () => {
    const job = jobAt('forward.running', held({ pauseReason: 'old' }));
    const asked = after(job, { type: 'JobPauseRequested', by: ROOT, reason: 'lunch' });
    expect(asked).toMatchObject({
      pauseReason: 'lunch',
      stopAskedAt: LATER,
      session: W1,
      fence: 1,
    });
    expect(after(job, { type: 'JobPauseRequested', by: ROOT }).pauseReason).toBe('');
  });

  it('starts the count of runs anew and lets go of the claim', () => {
    const job = after(jobAt('forward.pauseRequested', held({ runs: 5, backoff: 4 })), {
      type: 'JobPaused',
    });
    expect(job).toMatchObject({ runs: 0, lastRun: 0, backoff: 0, session: null, stopAskedAt: 0 });
    expect(job).toMatchObject({ revertDone: false, executionErrors: [] });
  });

  it('keeps the error of the run it stopped', () => {
    const job = after(jobAt('forward.pauseRequested', held()), {
      type: 'JobPaused',
      error: 'boom',
    });
    expect(job.executionErrors).toEqual([
      { status: 'pause-requested', from: NOW, to: LATER, session: W1, error: 'boom' },
    ]);
    expect(job.error).toBe('');
  });

  it('remembers that the revert was done', () => {
    const paused = after(jobAt('backward.pauseRequested', held()), {
      type: 'JobPaused',
      revertDone: true,
    });
    expect(paused.revertDone).toBe(true);
  });

  it('keeps its reason when the job is resumed', () => {
    const job = jobAt('forward.paused', { pauseReason: 'lunch' });
    expect(after(job, { type: 'JobResumed', by: ROOT })).toEqual({
      ...job,
      place: 'forward.running',
      movedIn: 9,
      modified: LATER,
    });
  });
});

describe('the way back', () => {
  it('goes on under the same claim and a higher fence, as its first run', () => {
    const job = after(jobAt('forward.cancelRequested', held({ runs: 4, backoff: 2 })), {
      type: 'JobReverting',
      cause: { kind: 'canceled' },
    });
    expect(job).toMatchObject({ session: W1, epoch: 1, fence: 2, runs: 1, lastRun: LATER });
    expect(job).toMatchObject({ backoff: 0, stopAskedAt: 0, error: 'job canceled by user' });
    expect(job.cause).toEqual({ kind: 'canceled' });
  });

  it('may start at once when nobody holds the job', () => {
    const job = after(jobAt('forward.cancelRequested', { runs: 4, lastRun: NOW, backoff: 3 }), {
      type: 'JobReverting',
      cause: { kind: 'canceled' },
    });
    expect(job).toMatchObject({ session: null, fence: 1, runs: 0, lastRun: 0, backoff: 0 });
  });

  it('shows the error that led to it', () => {
    const cause = { kind: 'error', message: 'disk full' } as const;
    const job = after(jobAt('forward.running', held()), { type: 'JobReverting', cause });
    expect(job).toMatchObject({ error: 'disk full', cause, executionErrors: [] });
  });

  it('keeps how the run ended after the CANCEL, under the status it had then', () => {
    const job = after(jobAt('forward.cancelRequested', held()), {
      type: 'JobReverting',
      cause: { kind: 'canceled' },
      runError: 'boom',
    });
    expect(job.error).toBe('job canceled by user');
    expect(job.executionErrors).toEqual([
      { status: 'cancel-requested', from: NOW, to: LATER, session: W1, error: 'boom' },
    ]);
  });

  it('keeps what the run had reached, so that it can be taken back', () => {
    const reached = { fraction: 0.7, checkpoint: { row: 9 } };
    const job = after(jobAt('forward.cancelRequested', held({ ...reached, runningStatus: 'x' })), {
      type: 'JobReverting',
      cause: { kind: 'canceled' },
    });
    expect(job).toMatchObject({ ...reached, runningStatus: '' });
  });
});

describe('an end', () => {
  it.each([
    ['JobSucceeded', 'forward.running', 'succeeded', 1],
    ['JobCanceled', 'backward.reverting', 'canceled', 0.5],
    ['JobFailed', 'backward.reverting', 'failed', 0.5],
  ] as const)('by %s lets go of the claim and is dated', (type, from, place, fraction) => {
    const job = after(jobAt(from, held({ fraction: 0.5, runningStatus: 'x' })), { type });
    expect(job).toMatchObject({ place, fraction, finished: LATER, session: null, fence: 2 });
    expect(job).toMatchObject({ runningStatus: '', stopAskedAt: 0, movedIn: 9 });
  });
});

describe('progress', () => {
  const job = jobAt('forward.running', held({ fraction: 0.5, checkpoint: 1, runningStatus: 'a' }));

  it('changes only what it names, and null is a checkpoint', () => {
    const unmoved = { ...job, modified: LATER };
    expect(after(job, { type: 'JobProgressed' })).toEqual(unmoved);
    expect(after(job, { type: 'JobProgressed', fraction: 0.2 })).toEqual({
      ...unmoved,
      fraction: 0.2,
    });
    expect(after(job, { type: 'JobProgressed', fraction: 0 })).toEqual({ ...unmoved, fraction: 0 });
    expect(after(job, { type: 'JobProgressed', checkpoint: null })).toEqual({
      ...unmoved,
      checkpoint: null,
    });
    expect(after(job, { type: 'JobProgressed', runningStatus: '' })).toEqual({
      ...unmoved,
      runningStatus: '',
    });
  });
});
