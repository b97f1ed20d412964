import { describe, expect, it } from 'vitest';
import { held, jobAt, W1 } from '../testing/decider-spec.ts';
import { PLACES, type Place } from '../job/place.ts';
import { react, type Effect } from './react.ts';

const RUN: Readonly<Partial<Record<Place, Effect['run']>>> = {
  'forward.pending': 'forward',
  'forward.running': 'forward',
  'backward.reverting': 'backward',
};

describe('what the holder of a job should be doing', () => {
  it.each(PLACES)('in %s is told with epoch and fence', (place) => {
    expect(react(jobAt(place, held({ epoch: 3, fence: 9 })))).toEqual({
      session: W1,
      job: '7',
      epoch: 3,
      fence: 9,
      run: RUN[place] ?? 'none',
    });
  });

  it.each(PLACES)('in %s is nothing when nobody holds it', (place) => {
    expect(react(jobAt(place))).toBeNull();
  });
});
