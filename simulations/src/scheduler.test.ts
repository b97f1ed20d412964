import { describe, expect, it } from 'vitest';
import { createScheduler, type Scheduler, type SimProcess } from './scheduler.ts';

function setUp(): {
  scheduler: Scheduler;
  happened: string[];
  at: (p: SimProcess, ms: number, what: string) => void;
} {
  const scheduler = createScheduler(() => undefined);
  const happened: string[] = [];
  const at = (process: SimProcess, ms: number, what: string): void => {
    scheduler.schedule(process, ms, what.startsWith('m') ? 'message' : 'timer', () => {
      happened.push(`${what}@${scheduler.now}`);
    });
  };
  return { scheduler, happened, at };
}

function playUntil(scheduler: Scheduler, until: number): void {
  while (scheduler.step(until));
}

describe('events', () => {
  it('happen in the order of their times, and of their making when the times are equal', () => {
    const { scheduler, happened, at } = setUp();
    const one = scheduler.createProcess('one');
    for (const [ms, what] of [
      [5, 'c'],
      [1, 'a'],
      [5, 'd'],
      [3, 'b'],
    ] as const)
      at(one, ms, what);
    playUntil(scheduler, 10);
    expect(happened).toEqual(['a@1', 'b@3', 'c@5', 'd@5']);
  });

  it('are in order among thousands', () => {
    const { scheduler } = setUp();
    const one = scheduler.createProcess('one');
    const times: number[] = [];
    for (let i = 0; i < 5000; i++) {
      scheduler.schedule(one, (i * 7919) % 1009, 'timer', () => times.push(scheduler.now));
    }
    playUntil(scheduler, 2000);
    expect(times).toHaveLength(5000);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('do not happen when they were canceled, nor before their time', () => {
    const { scheduler, happened, at } = setUp();
    const one = scheduler.createProcess('one');
    const canceled = scheduler.schedule(one, 1, 'timer', () => happened.push('never'));
    at(one, 20, 'late');
    scheduler.cancel(canceled);
    playUntil(scheduler, 10);
    expect(happened).toEqual([]);
  });
});

describe('a process that dies', () => {
  it('takes what was to happen with it, also when it is started again', () => {
    const { scheduler, happened, at } = setUp();
    const one = scheduler.createProcess('one');
    at(one, 5, 'old');
    scheduler.crash(one);
    at(one, 6, 'while down');
    scheduler.restart(one);
    at(one, 7, 'new');
    playUntil(scheduler, 10);
    expect(happened).toEqual(['new@7']);
  });
});

describe('a process that is paused', () => {
  const sleepy = (waking: Parameters<Scheduler['unpause']>[1]): string[] => {
    const { scheduler, happened, at } = setUp();
    const [one, other] = [scheduler.createProcess('one'), scheduler.createProcess('other')];
    at(one, 1, 'message');
    at(one, 2, 'timer');
    at(one, 3, 'm');
    scheduler.pause(one);
    scheduler.schedule(other, 9, 'timer', () => scheduler.unpause(one, waking));
    playUntil(scheduler, 20);
    return happened;
  };

  it('finds everything waiting when it wakes', () => {
    expect(sleepy('in-order')).toEqual(['message@9', 'timer@9', 'm@9']);
  });

  it('turns first to its timers, or to its messages', () => {
    expect(sleepy('timers-first')).toEqual(['timer@9', 'message@9', 'm@9']);
    expect(sleepy('messages-first')).toEqual(['message@9', 'm@9', 'timer@9']);
  });

  it('wakes to nothing when it was killed meanwhile', () => {
    const { scheduler, happened, at } = setUp();
    const one = scheduler.createProcess('one');
    at(one, 1, 'old');
    scheduler.pause(one);
    playUntil(scheduler, 5);
    scheduler.crash(one);
    scheduler.restart(one);
    scheduler.unpause(one, 'in-order');
    playUntil(scheduler, 10);
    expect(happened).toEqual([]);
  });
});
