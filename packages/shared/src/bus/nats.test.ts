import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Bus } from '../bus.ts';
import { ClosedError } from '../errors.ts';
import { connectNats, NatsUnreachableError } from './connect-nats.ts';
import { busContract } from './contract.ts';
import {
  newestNats,
  oldestNats,
  startNatsForTests,
  type NatsBinary,
  type NatsForTests,
} from './nats-for-tests.ts';
import { createNatsBus } from './nats.ts';

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
  beforeAll(async () => {
    server = await startNatsForTests(binary);
  }, 30_000);
  afterAll(() => server[Symbol.asyncDispose]());

  busContract('the NATS bus', async () => {
    const buses: Bus[] = [];
    return {
      async join() {
        const bus = createNatsBus(await server.connect());
        buses.push(bus);
        return bus;
      },
      async [Symbol.asyncDispose]() {
        for (const bus of buses) await bus.close();
      },
    };
  });

  it('is served again after the server was away', async () => {
    const [here, there] = [
      createNatsBus(await server.connect()),
      createNatsBus(await server.connect()),
    ];
    there.subscribe('echo', (message) => message.respond(message.data));
    await there.flush();
    expect(await here.request('echo', 'before', { timeoutMs: 5000 })).toBe('before');
    await server.kill();
    await server.start();
    expect(await here.request('echo', 'after', { timeoutMs: 5000 })).toBe('after');
  });

  it('ends with its connection, and its connection does not end with it', async () => {
    const connection = await server.connect();
    const [first, second] = [createNatsBus(connection), createNatsBus(connection)];
    second.subscribe('silent', () => undefined);
    await second.flush();
    await first.close();
    const pending = second.request('silent', '', { timeoutMs: 5000 });
    const ended = pending.catch((error: unknown) => error);
    await connection.close();
    expect(await ended).toBeInstanceOf(ClosedError);
  });

  it('says how much a message may hold', async () => {
    const bus = createNatsBus(await server.connect());
    onTestFinished(() => bus.close());
    const large = 'x'.repeat(8 * 1024 * 1024 + 1);
    const says = 'a message of 8388609 bytes on news is more than the server takes (8388608)';
    expect(() => bus.publish('news', large)).toThrow(new RangeError(says));
    await expect(bus.request('news', large, { timeoutMs: 5000 })).rejects.toThrow(says);
  });

  it('tells what a handler throws to whoever asked for it', async () => {
    const heard: unknown[] = [];
    const bus = createNatsBus(await server.connect(), {
      onHandlerError: (error, subject) => heard.push([subject, String(error)]),
    });
    bus.subscribe('news', () => {
      throw new Error('a bug');
    });
    bus.publish('news', '');
    await bus.flush();
    expect(heard).toEqual([['news', 'Error: a bug']]);
  });
}

describe('connecting to NATS', () => {
  it('where nobody is fails in one sentence that says where and what to do', async () => {
    // The discard port: nothing serves it on a machine of today.
    await expect(connectNats({ url: 'nats://127.0.0.1:9', name: 'test' })).rejects.toThrow(
      new NatsUnreachableError(
        'no nats-server can be reached at nats://127.0.0.1:9 (connection refused); ' +
          'start one there or correct the address',
      ),
    );
  });

  it('where somebody is who says nothing fails in time', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void silent.close());
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const url = `nats://127.0.0.1:${port}`;
    await expect(connectNats({ url, name: 'test', timeoutMs: 100 })).rejects.toThrow(
      `no nats-server can be reached at ${url} (no answer within 100 ms)`,
    );
  });
});
