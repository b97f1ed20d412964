// A log that is not the one that was written is refused at start, and the sentence names what is
// wrong with it. Every case begins from the same stopped cluster.
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectNats } from '@rescind/shared/nats';
import { startNatsServer } from '@rescind/shared/nats-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, TEST_JOBS } from './cluster.ts';
import { natsServer, onNats } from './needs.ts';
import { rescind, type Ended } from './program.ts';

const STREAM = 'RESCIND_main';
const COMMANDS = 120;
const EXIT_DATA = 65;

describe.runIf(onNats.runs)(
  `a log changed while all were down${onNats.note}`,
  { timeout: 60_000 },
  () => {
    let folder: string;
    let whole: string;
    let end: number;
    let cases = 0;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'rescind-damage-'));
      whole = join(folder, 'whole');
      const cluster = await startCluster({ dataDir: whole, args: FEW });
      for (let n = 1; n <= COMMANDS; n++) {
        const command = { kind: 'SetSetting', name: 'jobs.progress.max_rate', value: n } as const;
        const { ok } = await cluster.client.command(command);
        if (!ok) throw new Error(`command ${n} was refused`);
      }
      end = (await cluster.leader()).position;
      await cluster.stop();
    }, 60_000);
    afterAll(() => rm(folder, { recursive: true, force: true }));

    async function copy(): Promise<string> {
      const dataDir = join(folder, `case-${++cases}`);
      await cp(whole, dataDir, { recursive: true });
      return dataDir;
    }

    /** What `start` says of a log whose messages were rewritten by somebody with a NATS client. */
    async function startOn(
      change: (messages: readonly string[]) => readonly string[],
    ): Promise<Ended> {
      const dataDir = await copy();
      await rewriteLog(join(dataDir, 'nats'), change);
      return start(dataDir);
    }

    it('cut by its last commit is refused', async () => {
      const { status, err } = await startOn((messages) => messages.slice(0, -1));
      expect(status).toBe(EXIT_DATA);
      expect(lastLine(err)).toMatch(
        /^rescind: the log ends at commit \d+, but \S+ saw commit \d+ ack/,
      );
      expect(lastLine(err)).toMatch(/its tail was cut off\. Put the lost part back/);
    });

    it('cut by a hundred commits is refused', async () => {
      const { status, err } = await startOn((messages) => messages.slice(0, -100));
      expect(status).toBe(EXIT_DATA);
      expect(lastLine(err)).toMatch(
        /^rescind: the log ends at commit \d+, but .* its tail was cut off/,
      );
    });

    it('with one commit replaced is refused where it does not fit any more', async () => {
      const n = end - 50;
      const { status, err } = await startOn((messages) =>
        messages.map((text, index) =>
          index === n - 1 ? text.replace(/"value":\d+/, '"value":999') : text,
        ),
      );
      expect(status).toBe(EXIT_DATA);
      expect(lastLine(err)).toMatch(new RegExp(`^rescind: .*commit (${n}|${n + 1})\\b`));
    });

    it('with its last commit replaced is refused by what a witness saw', async () => {
      const { status, err } = await startOn((messages) => [
        ...messages.slice(0, -1),
        messages.at(-1)!.replace(/"at":\d/, '"at":2'),
      ]);
      expect(status).toBe(EXIT_DATA);
      expect(lastLine(err)).toMatch(/^rescind: .*commit \d+/);
    });

    it('with one bit flipped on the disk is refused', async () => {
      const dataDir = await copy();
      const messages = join(dataDir, 'nats/jetstream/$G/streams', STREAM, 'msgs');
      const block = (await readdir(messages)).find((name) => name.endsWith('.blk')) ?? '';
      const bytes = await readFile(join(messages, block));
      const at = Math.floor(bytes.length / 2);
      bytes[at] = bytes[at]! ^ 1;
      await writeFile(join(messages, block), bytes);
      const { status, err } = await start(dataDir);
      expect(status).toBe(EXIT_DATA);
      expect(lastLine(err)).toMatch(/^rescind: .*commit \d+/);
    });

    it('or not changed at all is taken up again, to the last commit', async () => {
      const cluster = await startCluster({ dataDir: await copy(), args: FEW });
      try {
        expect(await cluster.rows('SHOW CLUSTER SETTING jobs.progress.max_rate')).toMatchObject([
          { 'jobs.progress.max_rate': String(COMMANDS) },
        ]);
      } finally {
        await cluster.clear();
      }
    });
  },
);

const FEW = ['--jobs', TEST_JOBS, '--coordinators', '1', '--workers', '1'];

function start(dataDir: string): Promise<Ended> {
  return rescind(['start', '--data', dataDir, '--port-nats', '0', ...FEW]);
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}

/** Replaces the stream by one with the changed messages, set up as the first was. */
async function rewriteLog(
  storeDir: string,
  change: (messages: readonly string[]) => readonly string[],
): Promise<void> {
  await using server = await startNatsServer({ binary: natsServer!, storeDir });
  const connection = await connectNats({ url: server.url, name: 'damage' });
  const { streams } = await connection.jetstreamManager();
  const { config, state } = await streams.info(STREAM);
  const messages: string[] = [];
  for (let seq = 1; seq <= state.last_seq; seq++) {
    const { data } = await streams.getMessage(STREAM, { seq });
    messages.push(new TextDecoder().decode(data));
  }
  await streams.delete(STREAM);
  await streams.add(config);
  const stream = connection.jetstream();
  for (const text of change(messages)) {
    await stream.publish(config.subjects[0]!, new TextEncoder().encode(text));
  }
  await connection.close();
}
