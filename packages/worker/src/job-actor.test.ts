import {
  chart,
  chartValue,
  move,
  placeOf,
  PLACES,
  type ChartEventType,
  type JobId,
} from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { createActor } from 'xstate';
import { createJobActor } from './job-actor.ts';

const JOB = '7' as JobId;
const EVENTS = chart.events.filter((type) => !type.startsWith('xstate.')) as ChartEventType[];
const PAIRS = PLACES.flatMap((place) => EVENTS.map((event) => ({ place, event })));

describe('the actor of a job', () => {
  it.each(PAIRS)(
    'goes by $event from $place where the chart’s own actor goes',
    ({ place, event }) => {
      const own = createActor(chart, {
        snapshot: chart.resolveState({ value: chartValue(place) as never }),
      }).start();
      own.send({ type: event });
      const there = placeOf(own.getSnapshot().value);
      expect(there).toBe(move(place, event) ?? place);
      const actor = createJobActor(JOB, place);
      expect(actor.place).toBe(place);
      actor.follow(event, there);
      expect(actor.place).toBe(there);
    },
  );

  it('is restored where the leader says, when events were missed', () => {
    const actor = createJobActor(JOB, 'forward.running');
    actor.follow('JobReverting', 'backward.pauseRequested');
    expect(actor.place).toBe('backward.pauseRequested');
    actor.follow(null, 'backward.reverting');
    expect(actor.place).toBe('backward.reverting');
    actor.follow('JobCanceled', 'canceled');
    expect(actor.place).toBe('canceled');
  });
});
