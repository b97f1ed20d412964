import { describe, expect, it } from 'vitest';
import { given, held, idsOf, jobAt, jobId, NOW, says, W1 } from '../testing/decider-spec.ts';
import type { Job } from './job.ts';
import { PLACES, type Place } from './place.ts';
import { report, type Report } from './report.ts';

const me = { job: jobId(7), fence: 1 } as const;

const SAID = {
  progress: { ...me, kind: 'progress', fraction: 0.5 },
  stopped: { ...me, kind: 'stopped' },
  succeeded: { ...me, kind: 'succeeded' },
  failed: { ...me, kind: 'failed', error: 'boom' },
  'failed, retry': { ...me, kind: 'failed', error: 'boom', mark: 'retry' },
  'failed, permanent': { ...me, kind: 'failed', error: 'boom', mark: 'permanent' },
  'pause-self': { ...me, kind: 'pause-self', reason: 'no space' },
  reverted: { ...me, kind: 'reverted' },
  'revert-failed': { ...me, kind: 'revert-failed', error: 'boom' },
} as const satisfies Readonly<Record<string, Report>>;

type Said = keyof typeof SAID;
const WORDS = Object.keys(SAID) as Said[];

// What follows from what a claim holder says in each place where a claim can be held, typed by
// hand; the rest of a line after the event's name is what the event says.
const TABLE: Readonly<Partial<Record<Place, Readonly<Record<Said, string>>>>> = {
  'forward.running': {
    progress: 'JobProgressed 0.5',
    stopped: 'JobClaimReleased stopped',
    succeeded: 'JobSucceeded',
    failed: 'JobReverting error: boom',
    'failed, retry': 'JobAttemptFailed boom',
    'failed, permanent': 'JobReverting error: boom',
    'pause-self': 'JobPauseRequested by alice: no space; JobPaused',
    reverted: 'unfit',
    'revert-failed': 'unfit',
  },
  'forward.pauseRequested': {
    progress: 'stale',
    stopped: 'JobPaused',
    succeeded: 'JobPaused',
    failed: 'JobPaused boom',
    'failed, retry': 'JobPaused boom',
    'failed, permanent': 'JobPaused boom',
    'pause-self': 'JobPaused',
    reverted: 'unfit',
    'revert-failed': 'unfit',
  },
  'forward.cancelRequested': {
    progress: 'stale',
    stopped: 'JobReverting canceled',
    succeeded: 'JobReverting canceled',
    failed: 'JobReverting canceled after boom',
    'failed, retry': 'JobReverting canceled after boom',
    'failed, permanent': 'JobReverting canceled after boom',
    'pause-self': 'JobReverting canceled',
    reverted: 'unfit',
    'revert-failed': 'unfit',
  },
  'backward.reverting': {
    progress: 'JobProgressed 0.5',
    stopped: 'JobClaimReleased stopped',
    succeeded: 'unfit',
    failed: 'unfit',
    'failed, retry': 'unfit',
    'failed, permanent': 'unfit',
    'pause-self': 'unfit',
    reverted: 'JobFailed',
    'revert-failed': 'JobAttemptFailed boom',
  },
  'backward.pauseRequested': {
    progress: 'stale',
    stopped: 'JobPaused',
    succeeded: 'unfit',
    failed: 'unfit',
    'failed, retry': 'unfit',
    'failed, permanent': 'unfit',
    'pause-self': 'unfit',
    reverted: 'JobPaused, revert done',
    'revert-failed': 'JobPaused boom',
  },
};

function verdictInWords(job: Job, said: Report): string {
  const verdict = report(job, W1, said);
  if ('no' in verdict) return verdict.no;
  return verdict.events
    .map((event) => {
      expect(event.jobs).toBe(idsOf(7));
      switch (event.type) {
        case 'JobProgressed':
          return `${event.type} ${event.fraction}`;
        case 'JobClaimReleased':
          return `${event.type} ${event.reason}`;
        case 'JobAttemptFailed':
          return `${event.type} ${event.error}`;
        case 'JobPauseRequested':
          return `${event.type} by ${event.by.user}: ${event.reason}`;
        case 'JobPaused':
          return `${event.type}${event.error === undefined ? '' : ` ${event.error}`}${
            event.revertDone === undefined ? '' : ', revert done'
          }`;
        case 'JobReverting':
          return `${event.type} ${
            event.cause.kind === 'error' ? `error: ${event.cause.message}` : 'canceled'
          }${event.runError === undefined ? '' : ` after ${event.runError}`}`;
        default:
          return event.type;
      }
    })
    .join('; ');
}

const HELD = Object.keys(TABLE) as (keyof typeof TABLE)[];

describe.each(HELD)('the holder of a job in %s', (place) => {
  it.each(WORDS)('says %s, and what the table says follows', (word) => {
    expect(verdictInWords(jobAt(place, held()), SAID[word])).toBe(TABLE[place]![word]);
  });

  it.each(WORDS)('says %s under an older or newer fence, and nothing follows', (word) => {
    const job = jobAt(place, held({ fence: 5 }));
    expect(verdictInWords(job, { ...SAID[word], fence: 4 })).toBe('stale');
    expect(verdictInWords(job, { ...SAID[word], fence: 6 })).toBe('stale');
  });
});

describe.each(PLACES)('somebody who does not hold a job in %s', (place) => {
  it.each(WORDS)('says %s, and nothing follows', (word) => {
    expect(verdictInWords(jobAt(place, { fence: 1 }), SAID[word])).toBe('stale');
    expect(verdictInWords(jobAt(place, held({ session: 'w2-session' })), SAID[word])).toBe('stale');
  });
});

it('what is said of a job that does not exist changes nothing', () => {
  for (const word of WORDS) expect(report(undefined, W1, SAID[word])).toEqual({ no: 'stale' });
});

describe('the run of a job that is not cancelable', () => {
  const never = jobAt('forward.running', held({ cancelable: false }));

  it('is tried again when it fails', () => {
    expect(verdictInWords(never, SAID.failed)).toBe('JobAttemptFailed boom');
    expect(verdictInWords(never, SAID['failed, retry'])).toBe('JobAttemptFailed boom');
  });

  it('is reverted when its error is permanent', () => {
    expect(verdictInWords(never, SAID['failed, permanent'])).toBe('JobReverting error: boom');
  });
});

describe('a revert that has come to its end', () => {
  it('ends a canceled job as canceled', () => {
    const job = jobAt('backward.reverting', held({ cause: { kind: 'canceled' } }));
    expect(verdictInWords(job, SAID.reverted)).toBe('JobCanceled');
  });

  it('ends a failed job as failed, also when its error reads like a cancel', () => {
    const cause = { kind: 'error', message: 'job canceled by user' } as const;
    const job = jobAt('backward.reverting', held({ cause }));
    expect(verdictInWords(job, SAID.reverted)).toBe('JobFailed');
  });
});

describe('progress', () => {
  const running = jobAt('forward.running', held());
  const fraction = (value: number): Report => ({ ...me, kind: 'progress', fraction: value });

  it.each([0, 0.25, 1])('of %f is recorded', (value) => {
    expect(verdictInWords(running, fraction(value))).toBe(`JobProgressed ${value}`);
  });

  it('that overshoots by a hundredth counts as all', () => {
    expect(verdictInWords(running, fraction(1.01))).toBe('JobProgressed 1');
  });

  it.each([-0.01, 1.02, Infinity, NaN])('of %f makes no sense', (value) => {
    expect(verdictInWords(running, fraction(value))).toBe('unfit');
  });

  it('records only what is said', () => {
    given(running)
      .when(says({ ...me, kind: 'progress', checkpoint: { row: 9 } }))
      .thenEvents({ type: 'JobProgressed', jobs: idsOf(7), checkpoint: { row: 9 } })
      .thenJob(7, { checkpoint: { row: 9 }, fraction: 0, runningStatus: '', place: running.place });
    given(running)
      .when(says({ ...me, kind: 'progress', runningStatus: 'reading', checkpoint: null }))
      .thenEvents({
        type: 'JobProgressed',
        jobs: idsOf(7),
        checkpoint: null,
        runningStatus: 'reading',
      });
  });
});

it('a word of another build makes no sense, and does no harm', () => {
  const said = { ...me, kind: 'levitated' } as unknown as Report;
  expect(verdictInWords(jobAt('forward.running', held()), said)).toBe('unfit');
});

it('a long error is cut before it is recorded, as cause, as attempt and in a pause', () => {
  const error = 'x'.repeat(2000);
  const cut = `${'x'.repeat(1024)} -- TRUNCATED`;
  const said: Report = { ...me, kind: 'failed', error };
  const at = (place: Place): Job => jobAt(place, held());
  expect(verdictInWords(at('forward.running'), said)).toBe(`JobReverting error: ${cut}`);
  expect(verdictInWords(at('forward.running'), { ...said, mark: 'retry' })).toContain(` ${cut}`);
  expect(verdictInWords(at('forward.pauseRequested'), said)).toBe(`JobPaused ${cut}`);
  expect(verdictInWords(at('forward.cancelRequested'), said)).toContain(`after ${cut}`);
  const reverting: Report = { ...me, kind: 'revert-failed', error };
  expect(verdictInWords(at('backward.reverting'), reverting)).toBe(`JobAttemptFailed ${cut}`);
  expect(verdictInWords(at('backward.pauseRequested'), reverting)).toBe(`JobPaused ${cut}`);
});

it('a success is final: fraction 1, its claim gone, and what comes after it is stale', () => {
  given(jobAt('forward.running', held()))
    .when(says(SAID.succeeded, SAID.progress, SAID.failed))
    .thenEvents({ type: 'JobSucceeded', jobs: idsOf(7) })
    .thenStale(1, 2)
    .thenJob(7, { place: 'succeeded', fraction: 1, session: null, finished: NOW, cause: null });
});
