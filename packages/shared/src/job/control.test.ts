import { describe, expect, it } from 'vitest';
import { ask, clusterOf, jobAt } from '../testing/decider-spec.ts';
import { control, type Verb } from './control.ts';
import type { Job } from './job.ts';
import { PLACES, statusOf, type Place } from './place.ts';

// CockroachDB v21.2's table, typed by hand: an event, `no-op`, or the text of the error. Every
// error is "uncategorized" (XXUUU).
const CANCEL: Readonly<Record<Place, string>> = {
  'forward.pending': 'JobCancelRequested',
  'forward.running': 'JobCancelRequested',
  'forward.pauseRequested': 'job with status pause-requested cannot be requested to be canceled',
  'forward.paused': 'JobCancelRequested',
  'forward.cancelRequested': 'no-op',
  'backward.reverting': 'job with status reverting cannot be requested to be canceled',
  'backward.pauseRequested': 'job with status pause-requested cannot be requested to be canceled',
  'backward.paused':
    'job 7 is paused and has non-nil FinalResumeError hence cannot be canceled ' +
    'and should be reverted: disk full',
  succeeded: 'job with status succeeded cannot be requested to be canceled',
  canceled: 'no-op',
  failed: 'job with status failed cannot be requested to be canceled',
  revertFailed: 'job with status revert-failed cannot be requested to be canceled',
};

const PAUSE: Readonly<Record<Place, string>> = {
  'forward.pending': 'JobPauseRequested',
  'forward.running': 'JobPauseRequested',
  'forward.pauseRequested': 'no-op',
  'forward.paused': 'no-op',
  'forward.cancelRequested': 'job with status cancel-requested cannot be requested to be paused',
  'backward.reverting': 'JobPauseRequested',
  'backward.pauseRequested': 'no-op',
  'backward.paused': 'no-op',
  succeeded: 'job with status succeeded cannot be requested to be paused',
  canceled: 'job with status canceled cannot be requested to be paused',
  failed: 'job with status failed cannot be requested to be paused',
  revertFailed: 'job with status revert-failed cannot be requested to be paused',
};

const RESUME: Readonly<Record<Place, string>> = {
  'forward.pending': 'job with status pending cannot be resumed',
  'forward.running': 'no-op',
  'forward.pauseRequested': 'job with status pause-requested cannot be resumed',
  'forward.paused': 'JobResumed',
  'forward.cancelRequested': 'job with status cancel-requested cannot be resumed',
  'backward.reverting': 'no-op',
  'backward.pauseRequested': 'job with status pause-requested cannot be resumed',
  'backward.paused': 'JobRevertResumed',
  succeeded: 'job with status succeeded cannot be resumed',
  canceled: 'job with status canceled cannot be resumed',
  failed: 'job with status failed cannot be resumed',
  revertFailed: 'job with status revert-failed cannot be resumed',
};

const TABLES = { cancel: CANCEL, pause: PAUSE, resume: RESUME } as const;
const VERBS = ['cancel', 'pause', 'resume'] as const;

function verdictInWords(job: Job, verb: Verb): string {
  const verdict = control(job, verb);
  if (!('refusal' in verdict)) return verdict.event ?? 'no-op';
  expect(verdict.refusal.code).toBe('XXUUU');
  return verdict.refusal.message;
}

describe.each(VERBS)('%s', (verb) => {
  it.each(PLACES)('of a job in %s answers as the table says', (place) => {
    expect(verdictInWords(jobAt(place), verb)).toBe(TABLES[verb][place]);
  });
});

describe('a job that is not cancelable', () => {
  const never = { cancelable: false } as const;

  it.each(PLACES)('refuses CANCEL in %s before its status is looked at', (place) => {
    expect(verdictInWords(jobAt(place, never), 'cancel')).toBe('job 7: not cancelable');
  });

  it.each(PLACES)('is paused and resumed in %s like any other', (place) => {
    expect(verdictInWords(jobAt(place, never), 'pause')).toBe(PAUSE[place]);
    expect(verdictInWords(jobAt(place, never), 'resume')).toBe(RESUME[place]);
  });
});

describe('the kind of a refusal', () => {
  it.each([
    ['not-cancelable', jobAt('forward.running', { cancelable: false }), 'cancel'],
    ['wrong-status', jobAt('succeeded'), 'cancel'],
    ['wrong-status', jobAt('forward.cancelRequested'), 'pause'],
    ['wrong-status', jobAt('forward.pending'), 'resume'],
    ['paused-while-reverting', jobAt('backward.paused'), 'cancel'],
  ] as const)('is %s', (kind, job, verb) => {
    expect(control(job, verb)).toMatchObject({ refusal: { kind } });
  });
});

it('CANCEL of a job paused in its revert names the cancel as the stored error', () => {
  const job = jobAt('backward.paused', { cause: { kind: 'canceled' } });
  expect(verdictInWords(job, 'cancel')).toBe(
    'job 7 is paused and has non-nil FinalResumeError hence cannot be canceled ' +
      'and should be reverted: job canceled by user',
  );
});

const STATUS_AFTER: Readonly<Record<string, string>> = {
  JobCancelRequested: 'cancel-requested',
  JobPauseRequested: 'pause-requested',
  JobResumed: 'running',
  JobRevertResumed: 'reverting',
};

describe.each(VERBS)('once %s is in the log', (verb) => {
  it.each(PLACES)('a job that was in %s is where its verdict says', (place) => {
    const before = jobAt(place);
    const cluster = clusterOf(before);
    cluster.run(ask(verb, 7));
    const status = STATUS_AFTER[TABLES[verb][place]];
    expect(statusOf(cluster.job(7).place)).toBe(status ?? statusOf(place));
    expect(cluster.job(7) === before).toBe(status === undefined);
  });
});
