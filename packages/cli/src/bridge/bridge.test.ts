import { once } from 'node:events';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClosedError, createMemoryBus, type Bus } from '@rescind/shared';
import { createSystemClock } from '@rescind/shared/node';
import { busContract } from '@rescind/shared/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectBridge } from './connect.ts';
import { serveBridge, type Bridge } from './serve.ts';

let dir: string;
let near: Bus;
let far: Bus;
let bridge: Bridge;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rescind-bridge-'));
  near = createMemoryBus(createSystemClock());
  bridge = await serveBridge(near, dir);
  far = await connectBridge(bridge.path);
});
afterEach(async () => {
  await far.close();
  await bridge.stop();
  await rm(dir, { recursive: true, force: true });
});

busContract('a bus reached over the bridge', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rescind-bridge-'));
  const bus = createMemoryBus(createSystemClock());
  const served = await serveBridge(bus, folder);
  return {
    join: () => connectBridge(served.path),
    async [Symbol.asyncDispose]() {
      await served.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
});

describe('a bus reached over the bridge', () => {
  it('keeps apart the answers of many questions at once, whatever their text', async () => {
    near.subscribe('echo', (message) => message.respond(message.data));
    const asked = Array.from({ length: 200 }, (_, index) => `${index}\nand another line, ä 🎈`);
    const answers = asked.map((text) => far.request('echo', text, { timeoutMs: 5000 }));
    expect(await Promise.all(answers)).toEqual(asked);
  });

  it('calls a roll: what it publishes with a reply subject is answered there', async () => {
    near.subscribe('roll-call', (message) => message.respond('here'));
    const answer = new Promise<string>((resolve) => {
      far.subscribe('inbox.1', (message) => resolve(message.data));
    });
    far.publish('roll-call', '', { reply: 'inbox.1' });
    expect(await answer).toBe('here');
  });

  it('serves the other side too: a handler here answers a question asked there', async () => {
    far.subscribe('far.echo', (message) => message.respond(`far ${message.data}`));
    await far.flush();
    expect(await near.request('far.echo', 'x', { timeoutMs: 5000 })).toBe('far x');
  });

  it('rejects what waits when the other side is gone', async () => {
    near.subscribe('silent', () => undefined);
    const waiting = far
      .request('silent', '', { timeoutMs: 60_000 })
      .catch((error: unknown) => error);
    await far.flush();
    await bridge.stop();
    expect(await waiting).toBeInstanceOf(ClosedError);
    await expect(far.request('silent', '', { timeoutMs: 10 })).rejects.toThrow(ClosedError);
  });
});

describe('the bridge', () => {
  it('is for the owner of the folder alone', async () => {
    expect((await stat(bridge.path)).mode & 0o777).toBe(0o600);
  });

  it('replaces a socket that a killed process left', async () => {
    const second = await serveBridge(near, dir);
    const other = await connectBridge(second.path);
    near.subscribe('echo', (message) => message.respond(message.data));
    expect(await other.request('echo', 'x', { timeoutMs: 5000 })).toBe('x');
    await other.close();
    await second.stop();
  });

  it('finds a place for its socket when the folder has too long a name', async () => {
    const long = join(dir, 'x'.repeat(120));
    await mkdir(long);
    const second = await serveBridge(near, long);
    const other = await connectBridge(second.path);
    await other.flush();
    await other.close();
    await second.stop();
    await expect(stat(second.path)).rejects.toThrow(/ENOENT/);
  });

  it('closes on who does not speak its language', async () => {
    const socket = createConnection(bridge.path);
    socket.write('GET / HTTP/1.1\r\n\r\n');
    await once(socket, 'close');
  });
});
