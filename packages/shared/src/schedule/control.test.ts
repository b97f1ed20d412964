import { describe, expect, it } from 'vitest';
import { controlSchedule } from './control.ts';
import { NIGHT, NOW, scheduleWith } from './schedule-for-tests.ts';

const active = scheduleWith({ state: 'delayed due to 1 already running' });
const paused = scheduleWith({ nextRun: null, state: 'schedule paused: disk full' });
const firstRunPending = scheduleWith({ nextRun: NOW + 5000 });

describe('a schedule', () => {
  it('is paused, and keeps what was said about it', () => {
    expect(controlSchedule(active, 'pause', NOW)).toEqual({
      schedule: { ...active, nextRun: null },
    });
  });

  it('stays as it is when it is paused again', () => {
    expect(controlSchedule(paused, 'pause', NOW)).toEqual({ schedule: paused });
  });

  it('is resumed to the next time of its cron, whatever it missed', () => {
    expect(controlSchedule(paused, 'resume', NOW)).toEqual({
      schedule: { ...paused, nextRun: NIGHT },
    });
  });

  it('keeps its first run when it is resumed while active', () => {
    expect(controlSchedule(firstRunPending, 'resume', NOW)).toEqual({ schedule: firstRunPending });
  });

  it.each(['pause', 'resume'] as const)('is the same object where %s has nothing to do', (verb) => {
    const before = verb === 'pause' ? paused : active;
    const verdict = controlSchedule(before, verb, NOW);
    expect('schedule' in verdict && verdict.schedule).toBe(before);
  });

  it.each([active, paused])('is dropped', (schedule) => {
    expect(controlSchedule(schedule, 'drop', NOW)).toEqual({ schedule: null });
  });

  it('that runs once cannot be resumed', () => {
    const once = scheduleWith({ cron: null, nextRun: null });
    expect(controlSchedule(once, 'resume', NOW)).toEqual({
      refusal: {
        kind: 'invalid',
        code: 'XXUUU',
        message: 'cannot set next run for schedule 7 (empty schedule)',
      },
    });
  });

  it('that runs once and waits for that is resumed without a change', () => {
    const once = scheduleWith({ cron: null, nextRun: NIGHT });
    expect(controlSchedule(once, 'resume', NOW)).toEqual({ schedule: once });
  });
});
