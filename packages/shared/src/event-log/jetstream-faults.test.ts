import { cp, rm } from 'node:fs/promises';
import type { NatsConnection } from 'nats';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  newestNats,
  oldestNats,
  startNatsForTests,
  type NatsBinary,
  type NatsForTests,
} from '../bus/nats-for-tests.ts';
import { LogDamagedError, LogUnavailableError } from '../errors.ts';
import type { Commit, EventLog, Recorded } from '../event-log.ts';
import {
  appendOk,
  fill,
  followed,
  readAll,
  sampleCommit,
  withoutStamps,
} from './contract-samples.ts';
import { connectNats } from '../bus/connect-nats.ts';
import { startNatsServer } from '../nats-server.ts';
import { openJetStreamLog } from './jetstream.ts';

const required = process.env['CI'] !== undefined;
const newest = await newestNats(required);
const oldest = await oldestNats(required);
/** Servers are killed and started again here, on machines that may be busy. */
const PATIENT = { timeout: 30_000 };

for (const { binary, note } of [newest, oldest]) {
  const version = binary?.version ?? 'missing';
  describe.skipIf(binary === undefined)(`the log on nats-server ${version}${note}`, PATIENT, () => {
    survivesFaults(binary!);
  });
}

/** Appends until the outcome is known, as a leader does. */
async function appendSurely(log: EventLog, commit: Commit): Promise<Recorded> {
  for (;;) {
    const appended = await log.append(commit);
    if (appended.outcome === 'ok') return { commit, hash: appended.hash, storedAt: null };
    if (appended.outcome === 'conflict') {
      const there = await log.get(commit.n);
      expect(there?.commit.id).toBe(commit.id);
      return { commit, hash: there!.hash, storedAt: null };
    }
    expect(appended.outcome).toBe('unknown');
  }
}

async function fillSurely(log: EventLog, count: number, after?: Recorded): Promise<Recorded[]> {
  const filled: Recorded[] = [];
  for (let i = 0; i < count; i++) {
    const last = filled.at(-1) ?? after;
    filled.push(await appendSurely(log, sampleCommit((last?.commit.n ?? 0) + 1, last?.hash ?? '')));
  }
  return filled;
}

function survivesFaults(binary: NatsBinary): void {
  let server: NatsForTests;
  let connection: NatsConnection;
  let clusters = 0;
  beforeAll(async () => {
    server = await startNatsForTests(binary);
    connection = await server.connect();
  }, PATIENT.timeout);
  afterAll(() => server[Symbol.asyncDispose]());

  const opened = async (
    options: { cluster?: string; on?: NatsConnection; appendTimeoutMs?: number } = {},
  ): Promise<EventLog> => {
    const { cluster = `c${++clusters}`, on = connection, appendTimeoutMs = 20_000 } = options;
    const log = await openJetStreamLog({
      connection: on,
      cluster,
      durability: 'fsync',
      appendTimeoutMs,
    });
    onTestFinished(() => log.close());
    return log;
  };

  it('stamps each commit with the server’s time', async () => {
    const log = await opened();
    const before = Date.now();
    await fill(log, 2);
    const stamps = (await readAll(log)).map(({ storedAt }) => storedAt!);
    for (const stamp of stamps) {
      expect(stamp).toBeGreaterThanOrEqual(before - 1);
      expect(stamp).toBeLessThanOrEqual(Date.now() + 1);
    }
    expect((await log.get(2))!.storedAt).toBe(stamps[1]);
  });

  it('keeps all it acknowledged when it is killed in the middle of appends', async () => {
    const log = await opened();
    const reader = await opened({ cluster: `c${clusters}`, on: await server.connect() });
    const following = followed(reader, 1);
    const before = await fill(log, 30);
    const during = fillSurely(log, 60, before.at(-1));
    await following.until(40);
    await server.kill();
    await server.start();
    const all = [...before, ...(await during)];
    expect(withoutStamps(await readAll(log))).toEqual(all);
    expect(withoutStamps(await following.until(90))).toEqual(all);
  });

  it('an append to a frozen server is unknown, lands later, and is found by its id', async () => {
    const log = await opened();
    const hasty = await openJetStreamLog({
      connection,
      cluster: `c${clusters}`,
      durability: 'fsync',
    });
    const [first] = await fill(log, 1);
    const commit = sampleCommit(2, first!.hash);
    await server.freeze();
    const answer = await hasty.append(commit);
    server.thaw();
    await hasty.close();
    expect(answer).toEqual({ outcome: 'unknown', reason: 'no acknowledgement within 400 ms' });
    expect(await log.append(commit)).toEqual({ outcome: 'conflict' });
    expect((await log.get(2))!.commit.id).toBe(commit.id);
    expect(await log.end()).toBe(2);
  });

  it('closing gives up an append that is on its way, as unknown', async () => {
    const log = await opened();
    const [first] = await fill(log, 1);
    await server.freeze();
    const pending = log.append(sampleCommit(2, first!.hash));
    await log.close();
    server.thaw();
    expect(await pending).toEqual({ outcome: 'unknown', reason: 'the log is closed' });
  });

  it('an append whose connection is lost is unknown at once', async () => {
    const log = await opened();
    const [first] = await fill(log, 1);
    await server.freeze();
    const pending = log.append(sampleCommit(2, first!.hash));
    await server.kill();
    const reason = 'the connection to the server was lost';
    expect(await pending).toEqual({ outcome: 'unknown', reason });
    await server.start();
    await fillSurely(log, 1, (await readAll(log)).at(-1));
  });

  it('while the server is away questions fail by name, and followers wait', async () => {
    const log = await opened();
    const filled = await fill(log, 3);
    const following = followed(log, 1);
    await following.until(3);
    await server.stop();
    await expect(log.end()).rejects.toThrow(LogUnavailableError);
    await server.start();
    await fillSurely(log, 3, filled.at(-1));
    expect((await following.until(6)).map(({ commit }) => commit.n)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('a follower whose connection breaks while catching up misses nothing', async () => {
    const log = await opened();
    const own = await server.connect();
    const reader = await opened({ cluster: `c${clusters}`, on: own });
    const events = Array.from({ length: 100 }, () => ({
      type: 'SessionEnded' as const,
      session: 's'.repeat(100),
      reason: 'left' as const,
    }));
    let last: Recorded | undefined;
    for (let n = 1; n <= 300; n++) {
      last = await appendOk(log, sampleCommit(n, last?.hash ?? '', { events }));
    }
    const following = followed(reader, 1);
    for (const n of [1, 100, 200]) {
      await following.until(n);
      await own.reconnect();
    }
    const seen = await following.until(300);
    expect(seen.map(({ commit }) => commit.n)).toEqual(
      Array.from({ length: 300 }, (_, i) => i + 1),
    );
    expect(await readAll(reader)).toHaveLength(300);
  });

  it('holds a commit almost as large as the server takes', async () => {
    const log = await opened();
    const by = 'c'.repeat(8 * 1024 * 1024 - 1000);
    const large = await appendOk(log, sampleCommit(1, '', { by }));
    expect(withoutStamps([(await log.get(1))!])).toEqual([large]);
    expect(withoutStamps(await readAll(log))).toEqual([large]);
    expect(await log.append(sampleCommit(2, '', { by: `${by}${'c'.repeat(1000)}` }))).toEqual({
      outcome: 'too-large',
      bytes: expect.any(Number) as number,
      limitBytes: 8 * 1024 * 1024 - 128,
    });
  });

  it('a stream that is gone is no log: appends are unknown, questions fail', async () => {
    const log = await opened();
    const filled = await fill(log, 2);
    await (await connection.jetstreamManager()).streams.delete(`RESCIND_c${clusters}`);
    expect(await log.append(sampleCommit(3, filled[1]!.hash))).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('no stream') as string,
    });
    await expect(log.end()).rejects.toThrow(/does not exist any more/);
    await expect(log.get(1)).rejects.toThrow(LogUnavailableError);
  });

  /** Puts the server's streams back to what they were when `save` was called. */
  const timeMachine = (): {
    save(): Promise<void>;
    restore(meanwhile?: () => Promise<void>): Promise<void>;
  } => {
    const copy = `${server.storeDir}-copy`;
    return {
      async save() {
        await server.stop();
        await rm(copy, { recursive: true, force: true });
        await cp(server.storeDir, copy, { recursive: true });
        await server.start();
      },
      async restore(meanwhile) {
        await server.stop();
        await rm(server.storeDir, { recursive: true });
        await cp(copy, server.storeDir, { recursive: true });
        await meanwhile?.();
        await server.start();
      },
    };
  };

  it('a server that has gone back in time is damage to whoever followed', async () => {
    const log = await opened();
    const past = timeMachine();
    const before = await fill(log, 5);
    await past.save();
    const following = followed(log, 1);
    await fillSurely(log, 5, before.at(-1));
    await following.until(10);
    await past.restore();
    const error = await following.failed;
    expect(error).toBeInstanceOf(LogDamagedError);
    expect(error).toMatchObject({ at: 6 });
    expect(error.message).toBe(
      'the log ends at commit 5, but commit 10 was in it before: its tail was cut off',
    );
  });

  it('another history in the place of the one that was followed is damage', async () => {
    const log = await opened();
    const cluster = `c${clusters}`;
    const past = timeMachine();
    const before = await fill(log, 5);
    await past.save();
    const following = followed(log, 1);
    await fillSurely(log, 5, before.at(-1));
    await following.until(10);
    await past.restore(async () => {
      // Where the follower does not see how it comes about.
      await using elsewhere = await startNatsServer({ binary, storeDir: server.storeDir });
      const on = await connectNats({ url: elsewhere.url, name: 'elsewhere' });
      const other = await opened({ cluster, on });
      await fill(other, 7, before.at(-1));
      await other.close();
      await on.close();
    });
    expect(await following.failed).toMatchObject({ name: 'LogDamagedError', at: 10 });
  });
}
