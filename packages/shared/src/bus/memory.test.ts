import { describe, expect, it } from 'vitest';
import { createManualClock } from '../clock/manual.ts';
import { createSystemClock } from '../clock/system.ts';
import { TimeoutError } from '../errors.ts';
import { busContract } from './contract.ts';
import { createMemoryBus } from './memory.ts';

busContract('the memory bus', async () => {
  const bus = createMemoryBus(createSystemClock());
  return { join: async () => bus, [Symbol.asyncDispose]: () => bus.close() };
});

describe('the memory bus', () => {
  it('takes its time-outs from the clock it was given', async () => {
    const clock = createManualClock();
    const bus = createMemoryBus(clock);
    bus.subscribe('silent', () => undefined);
    const pending = bus.request('silent', '', { timeoutMs: 60_000 });
    const ended = pending.catch((error: unknown) => error);
    clock.advance(60_000);
    expect(await ended).toBeInstanceOf(TimeoutError);
  });

  it('tells what a handler throws to whoever asked for it', async () => {
    const heard: unknown[] = [];
    const bus = createMemoryBus(createManualClock(), (error, subject) =>
      heard.push([subject, String(error)]),
    );
    bus.subscribe('news', () => {
      throw new Error('a bug');
    });
    bus.publish('news', '');
    await bus.flush();
    expect(heard).toEqual([['news', 'Error: a bug']]);
  });
});
