import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJobId } from '../job/job-id.ts';
import { due, ended, failureText, fire, notStarted } from './fire.ts';
import { NIGHT, NOW, scheduleWith } from './schedule-for-tests.ts';
import type { OnExecutionFailure, OnPreviousRunning, Schedule } from './schedule.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

function withBackup(change: Partial<Schedule['backup']>): Pick<Schedule, 'backup'> {
  return { backup: { ...scheduleWith({}).backup, ...change } };
}

describe('schedules that are due', () => {
  const schedules = [
    scheduleWith({ number: 1, nextRun: NOW + 1 }),
    scheduleWith({ number: 10, nextRun: NOW }),
    scheduleWith({ number: 9, nextRun: NOW }),
    scheduleWith({ number: 3, nextRun: null }),
    scheduleWith({ number: 4, nextRun: NOW - 5 * DAY_MS }),
  ];
  const ids = (max: number): readonly string[] => due(schedules, NOW, max).map(({ id }) => id);

  it('come the longest overdue first, then the older id; paused ones never', () => {
    expect(ids(0)).toEqual(['4', '9', '10']);
  });

  it('are as many as asked for', () => {
    expect(ids(2)).toEqual(['4', '9']);
    expect(ids(10)).toEqual(['4', '9', '10']);
  });
});

describe('a schedule that fires', () => {
  const overdue = scheduleWith({ nextRun: NOW - 3 * DAY_MS, state: 'retrying: disk full' });

  it.each(['wait', 'skip', 'start'] as const)(
    'starts one job and goes past now, with %s and nothing running',
    (onPreviousRunning) => {
      const schedule = { ...overdue, onPreviousRunning };
      expect(fire(schedule, 0, NOW)).toEqual({
        schedule: { ...schedule, nextRun: NIGHT, state: '' },
        start: true,
      });
    },
  );

  it.each([
    ['wait', NOW + MINUTE_MS, 'delayed due to 2 already running', false],
    ['skip', NIGHT, 'rescheduled due to 2 already running', false],
    ['start', NIGHT, '', true],
  ] as const)('with %s and two jobs running', (onPreviousRunning, nextRun, state, start) => {
    const schedule = { ...overdue, onPreviousRunning };
    expect(fire(schedule, 2, NOW)).toEqual({ schedule: { ...schedule, nextRun, state }, start });
  });

  it('at the very time of its cron goes on to the one after', () => {
    expect(fire(scheduleWith({ nextRun: NIGHT }), 0, NIGHT).schedule.nextRun).toBe(NIGHT + DAY_MS);
  });

  it.each([
    ['skip', NOW + MINUTE_MS],
    ['start', NOW + MINUTE_MS],
  ] as const)('waits for a previous incremental backup, also with %s', (policy, nextRun) => {
    const schedule = {
      ...overdue,
      ...withBackup({ incremental: true }),
      onPreviousRunning: policy,
    };
    const state = 'delayed due to 1 already running';
    expect(fire(schedule, 1, NOW)).toEqual({
      schedule: { ...schedule, nextRun, state },
      start: false,
    });
  });

  it('once has no next run afterwards', () => {
    const once = { ...overdue, cron: null };
    expect(fire(once, 0, NOW)).toEqual({
      schedule: { ...once, nextRun: null, state: '' },
      start: true,
    });
  });

  it('once has no later time to be put off to, so skip waits', () => {
    const once: Schedule = { ...overdue, cron: null, onPreviousRunning: 'skip' };
    expect(fire(once, 1, NOW).schedule.nextRun).toBe(NOW + MINUTE_MS);
  });

  it.each([null, NOW + 1])('does nothing while its next run is %j', (nextRun) => {
    const schedule = scheduleWith({ nextRun, state: 'as it was' });
    const fired = fire(schedule, 0, NOW);
    expect(fired.start).toBe(false);
    expect(fired.schedule).toBe(schedule);
  });
});

describe('a schedule whose job failed', () => {
  const schedule = scheduleWith({ state: 'delayed due to 1 already running' });

  it.each([
    ['retry', NOW + MINUTE_MS, 'retrying: disk full'],
    ['reschedule', NIGHT, 'reschedule: disk full'],
    ['pause', null, 'schedule paused: disk full'],
  ] as const)('with %s', (onExecutionFailure, nextRun, state) => {
    const before = { ...schedule, onExecutionFailure };
    expect(ended(before, 'failed', 'disk full', NOW)).toEqual({ ...before, nextRun, state });
  });

  it('keeps the turn of a run that waits, with reschedule', () => {
    const waiting = { ...schedule, nextRun: NOW + 20_000 };
    expect(ended(waiting, 'failed', 'disk full', NOW).nextRun).toBe(NOW + 20_000);
  });

  it.each(['retry', 'reschedule', 'pause'] as const)('stays paused with %s', (policy) => {
    const paused = { ...schedule, nextRun: null, onExecutionFailure: policy };
    expect(ended(paused, 'failed', 'disk full', NOW)).toEqual({
      ...paused,
      state: 'schedule paused: disk full',
    });
  });

  it('is told which job failed', () => {
    expect(failureText(schedule, parseJobId('588796190000218113')!, 'canceled')).toBe(
      'backup job 588796190000218113 failed with err=' +
        'backup job 588796190000218113 scheduled by 7 failed with status canceled',
    );
  });

  it('could not even start it', () => {
    const moved = fire(scheduleWith({ nextRun: NOW, onExecutionFailure: 'retry' }), 0, NOW);
    expect(notStarted(moved.schedule, 'database "bank" does not exist', NOW)).toEqual({
      ...moved.schedule,
      nextRun: NOW + MINUTE_MS,
      state: 'retrying: failed to create job for schedule 7: err=database "bank" does not exist',
    });
  });
});

describe('a schedule whose job succeeded', () => {
  it('has nothing more to say', () => {
    const retried = scheduleWith({ state: 'retrying: disk full' });
    expect(ended(retried, 'succeeded', '', NOW)).toEqual({ ...retried, state: '' });
  });

  it('is the same object when it had nothing to say before', () => {
    const quiet = scheduleWith({});
    expect(ended(quiet, 'succeeded', '', NOW)).toBe(quiet);
  });
});

type Move =
  | { readonly kind: 'fire'; readonly running: number }
  | { readonly kind: 'ended'; readonly outcome: 'succeeded' | 'failed' }
  | { readonly kind: 'notStarted' };

const anyMove: fc.Arbitrary<Move> = fc.oneof(
  fc.record({ kind: fc.constant('fire' as const), running: fc.nat(2) }),
  fc.record({
    kind: fc.constant('ended' as const),
    outcome: fc.constantFrom('succeeded' as const, 'failed' as const),
  }),
  fc.record({ kind: fc.constant('notStarted' as const) }),
);

const anySchedule: fc.Arbitrary<Schedule> = fc
  .record({
    cron: fc.constantFrom('@hourly', '*/5 * * * *', '0 0 29 2 *', null),
    nextRun: fc.option(fc.integer({ min: NOW - DAY_MS, max: NOW + DAY_MS })),
    onPreviousRunning: fc.constantFrom<OnPreviousRunning>('wait', 'skip', 'start'),
    onExecutionFailure: fc.constantFrom<OnExecutionFailure>('retry', 'reschedule', 'pause'),
    incremental: fc.boolean(),
  })
  .map(({ incremental, ...fields }) => scheduleWith({ ...fields, ...withBackup({ incremental }) }));

function after(schedule: Schedule, move: Move, now: number): Schedule {
  if (move.kind === 'fire') return fire(schedule, move.running, now).schedule;
  if (move.kind === 'ended') return ended(schedule, move.outcome, 'why', now);
  return notStarted(schedule, 'why', now);
}

describe('whatever happens to a schedule', () => {
  it('a paused one stays paused', () => {
    fc.assert(
      fc.property(anySchedule, fc.array(anyMove), (schedule, moves) => {
        let now = NOW;
        let state: Schedule = { ...schedule, nextRun: null };
        for (const move of moves) {
          state = after(state, move, (now += 45_000));
          expect(state.nextRun).toBeNull();
        }
      }),
    );
  });

  it('firing twice at one moment starts at most one job', () => {
    fc.assert(
      fc.property(anySchedule, fc.nat(2), (schedule, running) => {
        const first = fire(schedule, running, NOW);
        const second = fire(first.schedule, running, NOW);
        expect(second).toEqual({ schedule: first.schedule, start: false });
      }),
    );
  });

  it('wait and skip never start a job beside another', () => {
    fc.assert(
      fc.property(anySchedule, fc.integer({ min: 1, max: 9 }), (schedule, running) => {
        const started = fire(schedule, running, NOW).start;
        const mayOverlap = schedule.onPreviousRunning === 'start' && !schedule.backup.incremental;
        expect(started && !mayOverlap).toBe(false);
      }),
    );
  });
});
