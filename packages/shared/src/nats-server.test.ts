// Real servers, new and old, on temporary stores: they start, refuse, say how durable they are,
// and keep what they acknowledged when they are killed.

import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, StorageType } from 'nats';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';

import {
  checkDurability,
  fetchNatsServer,
  findNatsServer,
  startNatsServer,
  type NatsServerOptions,
  type RunningNatsServer,
} from './nats-server.ts';

const inCi = process.env['CI'] !== undefined;
const orNone = (error: unknown) => {
  if (inCi) throw error;
};
const found = await findNatsServer().catch(orNone);
const current = found?.tooOldToFsync === true ? orNone('nats-server is too old') : found;
const old = await fetchNatsServer({ suites: ['bookworm'] }).catch(orNone);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rescind-server-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Started on a store of the test's own, and gone with the test. */
async function started(options: Omit<NatsServerOptions, 'storeDir'>): Promise<RunningNatsServer> {
  const server = await startNatsServer({ storeDir: join(folder, 'store'), ...options });
  onTestFinished(() => server.stop());
  return server;
}

const absent = { path: 'absent', version: '0.0.0' };
const kinds = [
  { what: 'nats-server 2.12 or newer', server: current },
  { what: 'nats-server 2.9.10', server: old },
] as const;
const noteOn = (what: string, server: unknown) =>
  server === undefined ? ` (not run: ${what} missing)` : '';

for (const { what, server } of kinds) {
  describe.skipIf(!server)(`${what}${noteOn(what, server)}`, () => {
    aServer(server ?? absent);
  });
}

function aServer(binary: { readonly path: string; readonly version: string }): void {
  test('starts on free ports with our payload limit, and stops in order', async () => {
    const server = await started({ binary });
    const client = await connect({ servers: server.url, reconnect: false });
    expect(client.info).toMatchObject({
      version: binary.version,
      max_payload: 8 * 1024 * 1024,
      jetstream: true,
      port: server.port,
    });
    await client.close();
    await server.stop();
    expect((await server.exited).signal).toBeNull();
    expect(() => process.kill(server.pid, 0)).toThrow('ESRCH');
  });

  test('keeps every acknowledged message through a kill and a new start', async () => {
    const first = await started({ binary });
    const subjects = ['kept.*'];
    const client = await connect({ servers: first.url, reconnect: false });
    const manager = await client.jetstreamManager();
    await manager.streams.add({ name: 'KEPT', subjects, storage: StorageType.File });
    for (let n = 1; n <= 20; n++) await client.jetstream().publish(`kept.${n}`, `${n}`);
    first.kill();
    expect(await first.exited).toEqual({ code: null, signal: 'SIGKILL' });
    await client.close();

    const second = await started({ binary, port: first.port });
    const again = await connect({ servers: second.url, reconnect: false });
    expect(second.port).toBe(first.port);
    const streams = (await again.jetstreamManager()).streams;
    expect((await streams.info('KEPT')).state).toMatchObject({ messages: 20, last_seq: 20 });
    expect((await streams.getMessage('KEPT', { seq: 20 })).string()).toBe('20');
    await again.close();
  });

  test.each(['port', 'monitorPort'] as const)('says which %s is taken', async (which) => {
    const { port } = await started({ binary });
    const storeDir = join(folder, 'other');
    await expect(startNatsServer({ binary, storeDir, [which]: port })).rejects.toMatchObject({
      code: 'port-in-use',
      message:
        `nats-server cannot start: port ${port} on 127.0.0.1 is in use by another program; ` +
        'stop that program or choose another port.',
    });
  });

  test('never runs twice on one store', async () => {
    const server = await started({ binary });
    await expect(started({ binary })).rejects.toMatchObject({
      code: 'store-in-use',
      message: expect.stringContaining(
        `nats-server (process ${server.pid}) already runs`,
      ) as string,
    });
  });

  test('that hangs is killed when its time to stop is over', async () => {
    const server = await started({ binary, stopTimeoutMs: 100 });
    process.kill(server.pid, 'SIGSTOP');
    await server.stop();
    expect(await server.exited).toEqual({ code: null, signal: 'SIGKILL' });
  });
}

describe.skipIf(!current)(`durability${noteOn('nats-server', current)}`, () => {
  const binary = current ?? absent;

  test('is "always" as we run it', async () => {
    const server = await started({ binary });
    const expected = { fsync: 'always', version: server.version };
    expect(await checkDurability(server)).toEqual(expected);
    expect(await checkDurability(server.monitorUrl)).toEqual(expected);
  });

  test('is a warning with its default configuration', async () => {
    const server = await started({ binary, syncAlways: false });
    expect(await checkDurability(server.monitorUrl)).toEqual({
      fsync: 'periodic',
      version: server.version,
      sentence:
        `nats-server ${server.version} acknowledges commits before they are on disk, so a power ` +
        'failure loses up to 120 s of acknowledged commits: set "sync_interval: always" in the ' +
        'jetstream block of its configuration.',
    });
  });

  test.skipIf(!old)('is a warning to replace one that is too old', async () => {
    const server = await started({ binary: old ?? absent });
    const warning = {
      fsync: 'periodic',
      version: '2.9.10',
      sentence: expect.stringContaining(
        'it is too old to do better: use nats-server 2.12.0 or',
      ) as string,
    };
    expect(await checkDurability(server.monitorUrl)).toEqual(warning);
    expect(await checkDurability({ version: '2.9.10' })).toEqual(warning);
  });

  test('is unknown when nobody answers, and says what to make sure of', async () => {
    const server = await started({ binary });
    await server.stop();
    expect(await checkDurability(server)).toEqual({
      fsync: 'unknown',
      version: server.version,
      sentence:
        `Whether nats-server ${server.version} writes commits to disk before it acknowledges ` +
        'them is not known (its monitoring page cannot be read): set "sync_interval: always" in ' +
        'the jetstream block of its configuration.',
    });
  });
});

describe('a program that is no server', () => {
  test('is refused before anything is started', async () => {
    const wish = startNatsServer({ binary: process.execPath, storeDir: join(folder, 'store') });
    await expect(wish).rejects.toMatchObject({ code: 'unusable' });
  });

  async function script(text: string): Promise<{ path: string; version: string }> {
    const path = join(folder, 'nats-server');
    await writeFile(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    return { path, version: '2.15.1' };
  }

  test('that ends at once is reported with its last words', async () => {
    const binary = await script('echo "no space left" >&2; exit 3');
    await expect(started({ binary })).rejects.toMatchObject({
      code: 'not-started',
      message: 'nats-server ended at once; its last words:\nno space left',
    });
  });

  test.skipIf(!current)('but runs one under another name serves as well', async () => {
    const real = join(folder, 'real-server');
    await symlink((current ?? absent).path, real);
    const server = await started({ binary: await script(`exec ${real} "$@"`) });
    expect(await checkDurability(server)).toMatchObject({ fsync: 'always' });
  });

  test.each([true, false])('that never gets ready is ended in time (guard: %s)', async (guard) => {
    const binary = await script('echo $$ > "$(dirname "$2")/pid"; exec sleep 60');
    await expect(started({ binary, guard, readyTimeoutMs: 300 })).rejects.toMatchObject({
      code: 'not-started',
      message: expect.stringMatching(
        /^nats-server was not ready after 300 ms; its last words:\n/,
      ) as string,
    });
    const pid = Number(await readFile(join(folder, 'store/run/pid'), 'utf8'));
    expect(pid).toBeGreaterThan(0);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
});
