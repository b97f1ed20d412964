import { createManualClock, createMemoryBus, type Bus, type CommandReply } from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { passOn } from './pass-on.ts';

function world(): { readonly bus: Bus; readonly ask: () => Promise<string> } {
  const bus = createMemoryBus(createManualClock());
  bus.subscribe('command', (message) => passOn(bus, 'lead', message));
  return { bus, ask: () => bus.request('command', 'CANCEL', { timeoutMs: 1000 }) };
}

describe('a command passed on to the leader', () => {
  it('comes back with the leader’s own answer', async () => {
    const { bus, ask } = world();
    bus.subscribe('lead', (message) => message.respond(`${message.data} JOBS 1`));
    expect(await ask()).toBe('CANCEL JOBS 1');
  });

  it('is refused at once when nobody leads, and may be sent again', async () => {
    const reply = JSON.parse(await world().ask()) as CommandReply;
    expect(reply).toMatchObject({ ok: false, error: { kind: 'unavailable', code: '57P03' } });
  });

  it('gets no answer made up here when the leader gives none', async () => {
    const clock = createManualClock();
    const bus = createMemoryBus(clock);
    bus.subscribe('command', (message) => passOn(bus, 'lead', message));
    bus.subscribe('lead', () => undefined);
    const answer = bus.request('command', 'CANCEL', { timeoutMs: 60_000 }).then(
      () => 'answered',
      (error: unknown) => (error as Error).name,
    );
    await clock.advanceAsync(60_000);
    expect(await answer).toBe('TimeoutError');
  });
});
