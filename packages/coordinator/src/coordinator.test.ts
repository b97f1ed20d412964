// One coordinator embedded, from its start to its stop.
import {
  createIds,
  createManualClock,
  createMemoryBus,
  createMemoryEventLog,
  createSeededRandom,
  type ManualClock,
} from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { createCoordinator, type Coordinator } from './coordinator.ts';

async function leading(): Promise<{ coordinator: Coordinator; clock: ManualClock }> {
  const clock = createManualClock();
  const coordinator = await createCoordinator({
    log: createMemoryEventLog(),
    bus: createMemoryBus(clock),
    clock,
    ids: createIds(clock, createSeededRandom('coordinator')),
  });
  await clock.advanceAsync(500);
  expect(coordinator.role).toBe('leader');
  coordinator.submit({
    command: {
      kind: 'OpenSession',
      hello: {
        id: 'S1',
        worker: 'w1',
        pid: 1,
        host: 'h',
        slots: 1,
        types: [{ name: 'copy', cancelable: true }],
      },
    },
    done: () => undefined,
  });
  await clock.advanceAsync(10);
  return { coordinator, clock };
}

describe('a coordinator that is stopped', () => {
  it('tells those who wait for the end of a job', async () => {
    const { coordinator, clock } = await leading();
    const created = coordinator.create('copy', [{}]);
    await clock.advanceAsync(10);
    const [job] = await created;
    let outcome = 'waits';
    coordinator.waitFor(job!).then(
      () => (outcome = 'resolved'),
      (error: unknown) => (outcome = (error as Error).message),
    );
    await clock.advanceAsync(1000);
    await coordinator.stop();
    await clock.advanceAsync(30_000);
    expect(outcome).toBe('the coordinator was stopped');
  });

  it('a second time waits for the first', async () => {
    const { coordinator } = await leading();
    const order: string[] = [];
    const first = coordinator.stop().then(() => order.push('first'));
    const second = coordinator.stop().then(() => order.push('second'));
    await Promise.all([first, second]);
    expect(order).toEqual(['first', 'second']);
  });
});
