import { describe, expect, it } from 'vitest';
import {
  chartValue,
  isBackward,
  isStopAsked,
  isTerminal,
  placeOf,
  PLACES,
  statusOf,
  wanted,
  type Place,
} from './place.ts';

// Status, wanted work, backward half, terminal, stop asked: typed by hand.
const TABLE: readonly (readonly [Place, string, string, boolean, boolean, boolean])[] = [
  ['forward.pending', 'pending', 'forward', false, false, false],
  ['forward.running', 'running', 'forward', false, false, false],
  ['forward.pauseRequested', 'pause-requested', 'none', false, false, true],
  ['forward.paused', 'paused', 'none', false, false, false],
  ['forward.cancelRequested', 'cancel-requested', 'none', false, false, true],
  ['backward.reverting', 'reverting', 'backward', true, false, false],
  ['backward.pauseRequested', 'pause-requested', 'none', true, false, true],
  ['backward.paused', 'paused', 'none', true, false, false],
  ['succeeded', 'succeeded', 'none', false, true, false],
  ['canceled', 'canceled', 'none', false, true, false],
  ['failed', 'failed', 'none', false, true, false],
  ['revertFailed', 'revert-failed', 'none', false, true, false],
];

describe('a place', () => {
  it('is one of twelve', () => {
    expect(TABLE.map(([place]) => place)).toEqual([...PLACES]);
  });

  it.each(TABLE)('%s shows %s and wants %s', (place, status, work, backward, terminal, stop) => {
    expect(statusOf(place)).toBe(status);
    expect(wanted(place)).toBe(work);
    expect(isBackward(place)).toBe(backward);
    expect(isTerminal(place)).toBe(terminal);
    expect(isStopAsked(place)).toBe(stop);
  });

  it.each(PLACES)('%s survives the way to XState and back', (place) => {
    expect(placeOf(chartValue(place))).toBe(place);
  });
});
