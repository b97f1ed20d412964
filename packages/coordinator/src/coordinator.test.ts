// One coordinator embedded, from its start to its stop.
import {
  createIds,
  createManualClock,
  createMemoryBus,
  createMemoryEventLog,
  createMemoryObjects,
  createSeededRandom,
  type ManualClock,
} from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { createCoordinator, type Coordinator, type CoordinatorOptions } from './coordinator.ts';

async function leading(
  options: Partial<CoordinatorOptions> = {},
): Promise<{ coordinator: Coordinator; clock: ManualClock }> {
  const clock = createManualClock();
  const coordinator = await createCoordinator({
    ...options,
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

describe('an embedded coordinator', () => {
  it('takes any command of the API, and tells what the log says of a job', async () => {
    const { coordinator, clock } = await leading();
    const made = coordinator.command(
      { kind: 'CreateDatabase', name: 'bank', ifNotExists: false },
      { user: 'ann' },
    );
    await clock.advanceAsync(10);
    expect(await made).toMatchObject({ ok: true, kind: 'done' });
    expect(coordinator.state.catalog.databases.get(52)).toMatchObject({ owner: 'ann' });
    const refused = coordinator.command({ kind: 'CreateJobs', type: 'BACKUP', details: [{}] });
    await clock.advanceAsync(10);
    expect(await refused).toMatchObject({ ok: false, error: { kind: 'invalid' } });
    const created = coordinator.create('copy', [{}]);
    await clock.advanceAsync(10);
    const [job] = await created;
    const history = coordinator.history(job!);
    await clock.advanceAsync(10);
    expect((await history).map(({ event }) => event)).toEqual(['JobCreated', 'JobClaimed']);
    await coordinator.stop();
  });

  it('sweeps its objects while it leads, and no more once it has stopped', async () => {
    const objects = createMemoryObjects();
    const { coordinator, clock } = await leading({ objects });
    await objects.put('jobs/3/1/1', new Uint8Array([1]));
    await clock.advanceAsync(61_000);
    expect(await objects.get('jobs/3/1/1')).toBeUndefined();
    await coordinator.stop();
    await objects.put('jobs/3/1/2', new Uint8Array([1]));
    await clock.advanceAsync(61_000);
    expect(await objects.get('jobs/3/1/2')).toBeDefined();
  });
});
