import { createManualClock, createMemoryBus, type Clock } from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { createWakefulness } from './wakefulness.ts';

/** A clock whose process can be suspended: time passes and no timer fires. */
function suspendable(): { clock: Clock; sleepFor: (ms: number) => void } {
  const clock = createManualClock();
  let slept = 0;
  return {
    clock: { ...clock, monotonic: () => clock.monotonic() + slept },
    sleepFor: (ms) => (slept += ms),
  };
}

describe('a coordinator that was suspended', () => {
  it('takes no command until what had piled up has been handed over', async () => {
    const { clock, sleepFor } = suspendable();
    let handedOver = (): void => undefined;
    const bus = {
      ...createMemoryBus(clock),
      flush: () => new Promise<void>((resolve) => (handedOver = resolve)),
    };
    const wakefulness = createWakefulness(bus, clock);
    expect(wakefulness.awake).toBe(true);
    sleepFor(60_000);
    expect(wakefulness.awake).toBe(false);
    expect(wakefulness.awake).toBe(false);
    handedOver();
    await Promise.resolve();
    await Promise.resolve();
    expect(wakefulness.awake).toBe(true);
    wakefulness.stop();
  });

  it('for a few seconds only goes on as if nothing had been', () => {
    const { clock, sleepFor } = suspendable();
    const wakefulness = createWakefulness(createMemoryBus(clock), clock);
    sleepFor(5000);
    expect(wakefulness.awake).toBe(true);
    wakefulness.stop();
  });
});
