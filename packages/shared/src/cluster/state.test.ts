import { describe, expect, it } from 'vitest';
import { clusterOf, held, jobAt } from '../testing/decider-spec.ts';
import { PLACES, type Place } from '../job/place.ts';
import { dutyOf, initialSetting, type Duty } from './state.ts';

// What somebody has to do for a job nobody holds, fresh and after failed runs: typed by hand.
const DUTIES: Readonly<Record<Place, readonly [fresh: Duty, backingOff: Duty]>> = {
  'forward.pending': ['place', 'wait'],
  'forward.running': ['place', 'wait'],
  'forward.pauseRequested': ['serve', 'serve'],
  'forward.paused': ['none', 'none'],
  'forward.cancelRequested': ['serve', 'serve'],
  'backward.reverting': ['place', 'wait'],
  'backward.pauseRequested': ['serve', 'serve'],
  'backward.paused': ['none', 'none'],
  succeeded: ['none', 'none'],
  canceled: ['none', 'none'],
  failed: ['none', 'none'],
  revertFailed: ['none', 'none'],
};

describe('the duty towards a job', () => {
  it.each(PLACES)('in %s is what the table says when nobody holds it', (place) => {
    expect(dutyOf(jobAt(place))).toBe(DUTIES[place][0]);
    expect(dutyOf(jobAt(place, { backoff: 2 }))).toBe(DUTIES[place][1]);
  });

  it.each(PLACES)('in %s is its holder’s when somebody does', (place) => {
    expect(dutyOf(jobAt(place, held()))).toBe('none');
  });

  it('does not hang on the clock: a request made at time 0 is served too', () => {
    expect(dutyOf(jobAt('forward.cancelRequested', { stopAskedAt: 0 }))).toBe('serve');
  });
});

it('a setting that does not exist is a bug of whoever asks', () => {
  expect(() => initialSetting('jobs.nonsense')).toThrow(
    'no cluster setting is called jobs.nonsense',
  );
  expect(() => clusterOf().state.setting('jobs.nonsense')).toThrow('jobs.nonsense');
});
