import { StorageType, type NatsConnection } from 'nats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  newestNats,
  oldestNats,
  startNatsForTests,
  type NatsBinary,
  type NatsForTests,
} from '../bus/nats-for-tests.ts';
import { createManualClock } from '../clock/manual.ts';
import { createLease, LEASE_MS, type Register } from '../lease.ts';
import { leaseContract } from './contract.ts';
import { createNatsRegister } from './nats.ts';

const required = process.env['CI'] !== undefined;
const newest = await newestNats(required);
const oldest = await oldestNats(required);

for (const { binary, note } of [newest, oldest]) {
  const version = binary?.version ?? 'missing';
  describe.skipIf(binary === undefined)(
    `on nats-server ${version}${note}:`,
    { timeout: 30_000 },
    () => {
      onServer(binary!);
    },
  );
}

function onServer(binary: NatsBinary): void {
  let server: NatsForTests;
  let connections: readonly [NatsConnection, NatsConnection];
  let clusters = 0;
  beforeAll(async () => {
    server = await startNatsForTests(binary);
    connections = [await server.connect(), await server.connect()];
  }, 30_000);
  afterAll(() => server[Symbol.asyncDispose]());

  const registerOf = (cluster: string, connection = connections[0], timeoutMs = 10_000): Register =>
    createNatsRegister({ connection, cluster, timeoutMs });

  leaseContract('the NATS register', async () => {
    const cluster = `c${++clusters}`;
    let opened = 0;
    return {
      open: async () => registerOf(cluster, connections[opened++ % 2]),
      [Symbol.asyncDispose]: async () => undefined,
    };
  });

  it('is kept in memory, and only its newest value', async () => {
    const cluster = `c${++clusters}`;
    const register = registerOf(cluster);
    let revision = 0;
    for (const value of ['a', 'b', 'c']) revision = (await register.write(value, revision))!;
    const manager = await connections[0].jetstreamManager();
    const { config, state } = await manager.streams.info(`KV_rescind_${cluster}`);
    expect(config).toMatchObject({ storage: StorageType.Memory, max_msgs_per_subject: 1 });
    expect(state.messages).toBe(1);
  });

  it('is made anew when its server forgot it, and an old revision is worth nothing', async () => {
    const cluster = `c${++clusters}`;
    const [here, there] = connections.map((connection) =>
      createNatsRegister({ connection, cluster }),
    );
    await here!.write('c1', 0);
    await server.kill();
    await server.start();
    expect(await here!.write('c1', 1)).toBeNull();
    expect(await there!.read()).toEqual({ revision: 0, value: null });
    expect(await there!.write('c2', 0)).toBeGreaterThan(0);
    expect((await here!.read()).value).toBe('c2');
  });

  it('is read as empty when its server forgot it', async () => {
    const cluster = `c${++clusters}`;
    const register = registerOf(cluster);
    await register.write('c1', 0);
    await server.kill();
    await server.start();
    expect(await register.read()).toEqual({ revision: 0, value: null });
    expect(await register.write('c2', 0)).toBeGreaterThan(0);
  });

  it('a lease outlives a server that is away for a moment, not one that stays away', async () => {
    const clock = createManualClock();
    const cluster = `c${++clusters}`;
    // Set up by a patient one: the hasty one is to time out only where it should.
    const patient = createLease(registerOf(cluster, connections[1]), 'c1', clock);
    await patient.step();
    await patient.release();
    const lease = createLease(registerOf(cluster, connections[0], 300), 'c1', clock);
    while (!(await lease.step()));
    await server.freeze();
    expect(await lease.step()).toBe(true);
    clock.advance(LEASE_MS);
    expect(await lease.step()).toBe(false);
    server.thaw();
    await connections[0].flush();
    expect(await patient.step()).toBe(false);
    clock.advance(LEASE_MS);
    expect(await patient.step()).toBe(true);
  });
}
