import { describe, expect, it } from 'vitest';
import { transition } from 'xstate';
import { chart, CHART_EVENTS, type ChartEventType } from './chart.ts';
import { JOB_EVENT_TYPES } from './events.ts';
import { chartValue, move, placeOf, PLACES, statusOf, type Place } from './place.ts';
import { STATUSES } from './status.ts';

// Every arrow of the chart, typed by hand; what is not here must not exist.
const ARROWS: Readonly<Record<Place, Partial<Record<ChartEventType, Place>>>> = {
  'forward.pending': {
    JobClaimed: 'forward.running',
    JobClaimReleased: 'forward.pending',
    JobPauseRequested: 'forward.pauseRequested',
    JobCancelRequested: 'forward.cancelRequested',
    JobSucceeded: 'succeeded',
    JobReverting: 'backward.reverting',
  },
  'forward.running': {
    JobClaimed: 'forward.running',
    JobClaimReleased: 'forward.running',
    JobProgressed: 'forward.running',
    JobAttemptFailed: 'forward.running',
    JobPauseRequested: 'forward.pauseRequested',
    JobCancelRequested: 'forward.cancelRequested',
    JobSucceeded: 'succeeded',
    JobReverting: 'backward.reverting',
  },
  'forward.pauseRequested': {
    JobClaimReleased: 'forward.pauseRequested',
    JobPaused: 'forward.paused',
  },
  'forward.paused': {
    JobResumed: 'forward.running',
    JobCancelRequested: 'forward.cancelRequested',
  },
  'forward.cancelRequested': {
    JobClaimReleased: 'forward.cancelRequested',
    JobReverting: 'backward.reverting',
  },
  'backward.reverting': {
    JobClaimed: 'backward.reverting',
    JobClaimReleased: 'backward.reverting',
    JobProgressed: 'backward.reverting',
    JobAttemptFailed: 'backward.reverting',
    JobPauseRequested: 'backward.pauseRequested',
    JobCanceled: 'canceled',
    JobFailed: 'failed',
  },
  'backward.pauseRequested': {
    JobClaimReleased: 'backward.pauseRequested',
    JobPaused: 'backward.paused',
  },
  'backward.paused': { JobRevertResumed: 'backward.reverting' },
  succeeded: {},
  canceled: {},
  failed: {},
  revertFailed: {},
};

const cells = PLACES.flatMap((place) => CHART_EVENTS.map((type) => [place, type] as const));

interface Node {
  readonly path: readonly string[];
  readonly states: Readonly<Record<string, Node>>;
}

function leavesOf(node: Node): readonly string[] {
  const inner = Object.values(node.states);
  return inner.length === 0 ? [node.path.join('.')] : inner.flatMap(leavesOf);
}

describe('the chart', () => {
  it.each(cells)('leads from %s by %s where the arrow leads, and nowhere else', (place, type) => {
    const here = chart.resolveState({ value: chartValue(place) });
    const [next] = transition(chart, here, { type });
    const taken = (chart.getTransitionData(here, { type }) ?? []).length > 0;
    expect(taken ? placeOf(next.value) : undefined).toBe(ARROWS[place][type]);
    expect(placeOf(next.value)).toBe(ARROWS[place][type] ?? place);
  });

  it.each(cells)('and its table agree on %s by %s', (place, type) => {
    expect(move(place, type)).toBe(ARROWS[place][type]);
  });

  it('knows every event of a job but its creation', () => {
    expect(['JobCreated', ...CHART_EVENTS]).toEqual([...JOB_EVENT_TYPES]);
  });

  it('starts where new jobs start', () => {
    const start = chart.resolveState({ value: 'forward' });
    expect(placeOf(start.value)).toBe('forward.running');
  });

  it('has no state besides the places', () => {
    expect(new Set(leavesOf(chart.root))).toEqual(new Set(PLACES));
  });

  it('shows all ten statuses', () => {
    expect(STATUSES).toHaveLength(10);
    expect(new Set(PLACES.map(statusOf))).toEqual(new Set(STATUSES));
  });

  it('shows in XState, as a tag, the status the table shows', () => {
    for (const place of PLACES) {
      const here = chart.resolveState({ value: chartValue(place) });
      expect([place, ...here.tags]).toEqual([place, statusOf(place)]);
    }
  });

  it('never enters revert-failed', () => {
    const entered = cells.filter(([place, type]) => move(place, type) === 'revertFailed');
    expect(entered).toEqual([]);
  });

  it('has an end for every final state and no other', () => {
    const ended = PLACES.filter(
      (place) => chart.resolveState({ value: chartValue(place) }).status === 'done',
    );
    expect(ended).toEqual(['succeeded', 'canceled', 'failed', 'revertFailed']);
  });
});
