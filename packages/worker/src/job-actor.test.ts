import {
  chart,
  chartValue,
  isTerminal,
  move,
  placeOf,
  PLACES,
  type ChartEventType,
  type JobId,
} from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { createActor } from 'xstate';
import { createJobActor, jobLogic } from './job-actor.ts';

const JOB = '7' as JobId;
const EVENTS = Object.keys({
  JobClaimed: 1,
  JobClaimReleased: 1,
  JobProgressed: 1,
  JobAttemptFailed: 1,
  JobPauseRequested: 1,
  JobPaused: 1,
  JobResumed: 1,
  JobRevertResumed: 1,
  JobCancelRequested: 1,
  JobReverting: 1,
  JobSucceeded: 1,
  JobCanceled: 1,
  JobFailed: 1,
} satisfies { readonly [type in ChartEventType]: 1 }) as ChartEventType[];
const ALIVE = PLACES.filter((place) => !isTerminal(place));

describe('the logic of a job’s actor', () => {
  it.each(PLACES)('restores an actor in %s that is as the chart’s own', (place) => {
    const snapshot = chart.resolveState({ value: chartValue(place) });
    const own = createActor(chart, { id: JOB, snapshot }).start();
    const ours = createActor(jobLogic, { id: JOB, snapshot }).start();
    expect(ours.getSnapshot().toJSON()).toEqual(own.getSnapshot().toJSON());
    expect(ours.getPersistedSnapshot()).toEqual(own.getPersistedSnapshot());
    expect([...ours.getSnapshot().tags]).toEqual([...own.getSnapshot().tags]);
  });

  it.each(ALIVE)('moves from %s as the chart’s own, by every event', (place) => {
    for (const type of EVENTS) {
      const snapshot = chart.resolveState({ value: chartValue(place) });
      const own = createActor(chart, { id: JOB, snapshot }).start();
      const ours = createActor(jobLogic, { id: JOB, snapshot }).start();
      own.send({ type });
      ours.send({ type });
      expect(ours.getSnapshot().toJSON()).toEqual(own.getSnapshot().toJSON());
      expect(placeOf(ours.getSnapshot().value)).toBe(move(place, type) ?? place);
    }
  });
});

describe('the actor of a job', () => {
  it('follows the job’s events', () => {
    const actor = createJobActor(JOB, 'forward.running');
    expect(actor.place).toBe('forward.running');
    actor.follow('JobCancelRequested', 'forward.cancelRequested');
    expect(actor.place).toBe('forward.cancelRequested');
    actor.follow('JobReverting', 'backward.reverting');
    actor.follow('JobCanceled', 'canceled');
    expect(actor.place).toBe('canceled');
  });

  it('is restored where the leader says, when events were missed', () => {
    const actor = createJobActor(JOB, 'forward.running');
    actor.follow('JobReverting', 'backward.pauseRequested');
    expect(actor.place).toBe('backward.pauseRequested');
    actor.follow(null, 'backward.reverting');
    expect(actor.place).toBe('backward.reverting');
  });
});
