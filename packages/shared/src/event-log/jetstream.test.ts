import { DiscardPolicy, StorageType, type NatsConnection } from 'nats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newestNats, startNatsForTests, type NatsForTests } from '../bus/nats-for-tests.ts';
import type { EventLog } from '../event-log.ts';
import { eventLogContract } from './contract.ts';
import { fill, followed, readAll, type LogSite } from './contract-samples.ts';
import { LogMisconfiguredError } from './jetstream/stream-config.ts';
import { openJetStreamLog } from './jetstream.ts';

const { binary, note } = await newestNats(process.env['CI'] !== undefined);
const MAX_PAYLOAD = 256 * 1024;

describe.skipIf(binary === undefined)(`on a real server${note}:`, { timeout: 30_000 }, () => {
  let server: NatsForTests;
  let connection: NatsConnection;
  let clusters = 0;
  beforeAll(async () => {
    server = await startNatsForTests(binary!, MAX_PAYLOAD);
    connection = await server.connect();
  }, 30_000);
  afterAll(() => server[Symbol.asyncDispose]());

  const createSite = async (): Promise<LogSite> => {
    const cluster = `c${++clusters}`;
    const handles: EventLog[] = [];
    const open = async (): Promise<EventLog> => {
      const log = await openJetStreamLog({
        connection,
        cluster,
        durability: 'fsync',
        appendTimeoutMs: 20_000,
      });
      handles.push(log);
      return log;
    };
    return {
      open,
      async rewrite(change) {
        const manager = await connection.jetstreamManager();
        const stream = `RESCIND_${cluster}`;
        const { config, state } = await manager.streams.info(stream);
        const texts: string[] = [];
        for (let seq = 1; seq <= state.last_seq; seq++) {
          texts.push((await manager.streams.getMessage(stream, { seq })).string());
        }
        const changed = change(texts);
        await manager.streams.delete(stream);
        await manager.streams.add(config);
        for (const text of changed) await connection.jetstream().publish(config.subjects[0]!, text);
      },
      limitBytes: MAX_PAYLOAD,
      async [Symbol.asyncDispose]() {
        for (const handle of handles) await handle.close();
      },
    };
  };

  eventLogContract('the JetStream log', createSite, { durable: true });

  describe('the stream of a log', () => {
    it('is on disk, keeps everything, and its messages are numbered as the commits', async () => {
      const site = await createSite();
      await fill(await site.open(), 3);
      const manager = await connection.jetstreamManager();
      const { config, state } = await manager.streams.info(`RESCIND_c${clusters}`);
      expect(config).toMatchObject({
        subjects: [`rescind.c${clusters}.log`],
        storage: 'file',
        retention: 'limits',
        discard: 'new',
        deny_delete: true,
        deny_purge: false,
        num_replicas: 1,
      });
      expect(state).toMatchObject({ first_seq: 1, last_seq: 3, messages: 3 });
      const third = await manager.streams.getMessage(`RESCIND_c${clusters}`, { seq: 3 });
      expect(third.json()).toMatchObject({ v: 1, n: 3 });
    });

    it('that could lose commits is refused, and what differs is named', async () => {
      const manager = await connection.jetstreamManager();
      await manager.streams.add({
        name: 'RESCIND_odd',
        subjects: ['rescind.odd.log'],
        max_age: 60_000_000_000,
        storage: StorageType.Memory,
        discard: DiscardPolicy.Old,
      });
      await expect(
        openJetStreamLog({ connection, cluster: 'odd', durability: 'fsync' }),
      ).rejects.toThrow(
        new LogMisconfiguredError(
          'the stream RESCIND_odd cannot hold a log as it is set up: storage is "memory" instead ' +
            'of "file", discard is "old" instead of "new", deny_delete is false instead of true, ' +
            'max_age is 60000000000 instead of 0. Edit the stream, or choose another cluster name.',
        ),
      );
    });

    it('with fewer replicas than asked for is refused', async () => {
      await createSite().then((site) => site.open());
      const wish = {
        connection,
        cluster: `c${clusters}`,
        durability: 'fsync',
        replicas: 3,
      } as const;
      await expect(openJetStreamLog(wish)).rejects.toThrow('num_replicas is 1 instead of 3');
    });

    it.each(['', 'a.b', 'a b', '*', 'ä', 'x'.repeat(65)])(
      'is not made for "%s"',
      async (cluster) => {
        const wish = { connection, cluster, durability: 'fsync' } as const;
        await expect(openJetStreamLog(wish)).rejects.toThrow(RangeError);
      },
    );
  });

  it.each(['', 'not a commit'])(
    'a stranger’s message "%s" in the stream is damage',
    async (text) => {
      const log = await (await createSite()).open();
      await fill(log, 2);
      await connection.jetstream().publish(`rescind.c${clusters}.log`, text);
      const damage = { name: 'LogDamagedError', at: 3 };
      expect(await followed(log, 1).failed).toMatchObject(damage);
      await expect(readAll(log)).rejects.toMatchObject(damage);
      await expect(log.get(3)).rejects.toMatchObject(damage);
    },
  );
});
