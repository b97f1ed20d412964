import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NatsConnection } from 'nats';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  newestNats,
  oldestNats,
  startNatsForTests,
  type NatsBinary,
  type NatsForTests,
} from '../bus/nats-for-tests.ts';
import { createManualClock } from '../clock/manual.ts';
import { encodeCommit } from '../event-log/codec.ts';
import { fill, followed, readAll, sampleCommit } from '../event-log/contract-samples.ts';
import { openFileLog } from '../event-log/file.ts';
import { lineOf } from '../event-log/file/line.ts';
import { openJetStreamLog } from '../event-log/jetstream.ts';
import type { EventLog, Recorded } from '../event-log.ts';
import { checkWitnesses, type Witness } from '../witness.ts';
import { createFileWitness } from './file.ts';

const required = process.env['CI'] !== undefined;
const newest = await newestNats(required);
const oldest = await oldestNats(required);
const LENGTH = 200;
/** Servers are started again and again here, on machines that may be busy. */
const PATIENT = { timeout: 30_000 };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rescind-witnesses-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A coordinator that saw everything, and a worker that saw less, in a folder of their own. */
async function witnessesOf(filled: readonly Recorded[]): Promise<Witness> {
  const dir = await mkdtemp(join(folder, 'witnesses-'));
  const clock = createManualClock();
  const saw = async (name: string, n: number): Promise<Witness> => {
    const witness = createFileWitness({ dir, name, clock });
    witness.note({ n, hash: filled[n - 1]!.hash });
    await witness.stop();
    return witness;
  };
  await saw('w1', LENGTH - 50);
  return saw('c1', LENGTH);
}

/** What a coordinator does before it leads: read all, then ask the witnesses. */
async function verify(log: EventLog, witness: Witness): Promise<number> {
  const all = await readAll(log);
  await checkWitnesses(log, await witness.readAll());
  return all.length;
}

/** The same log with commit `n` replaced, and those after it made to follow the replacement. */
function rewritten(filled: readonly Recorded[], n: number): readonly string[] {
  let prev = filled[n - 2]?.hash ?? '';
  return filled.map(({ commit }) => {
    if (commit.n < n) return encodeCommit(commit);
    const other = commit.n === n ? sampleCommit(n, prev) : { ...commit, prev };
    const text = encodeCommit(other);
    prev = lineOf(text).hash;
    return text;
  });
}

interface Damage {
  readonly what: string;
  readonly damage: (filled: readonly Recorded[]) => readonly string[];
  readonly at: number;
  readonly says: string;
}

const texts = (filled: readonly Recorded[]) => filled.map(({ commit }) => encodeCommit(commit));

const damages: readonly Damage[] = [
  {
    what: 'whose last commit was cut off',
    damage: (filled) => texts(filled).slice(0, -1),
    at: 200,
    says: 'the log ends at commit 199, but c1 saw commit 200 acknowledged',
  },
  {
    what: 'whose last hundred commits were cut off',
    damage: (filled) => texts(filled).slice(0, -100),
    at: 101,
    says: 'the log ends at commit 100, but c1 saw commit 200 acknowledged',
  },
  {
    what: 'that was emptied',
    damage: () => [],
    at: 1,
    says: 'the log ends at commit 0, but c1 saw commit 200 acknowledged',
  },
  {
    what: 'whose last commit was replaced',
    damage: (filled) => rewritten(filled, LENGTH),
    at: 200,
    says: 'commit 200 is not the one c1 saw acknowledged',
  },
  {
    what: 'that was rewritten from the middle on, hash by hash',
    damage: (filled) => rewritten(filled, 100),
    at: 200,
    says: 'commit 200 is not the one c1 saw acknowledged',
  },
  {
    what: 'whose middle was replaced',
    damage: (filled) => texts(filled).with(99, rewritten(filled, 100)[99]!),
    at: 100,
    says: 'commit 100 is not the one commit 101 was written after',
  },
];

describe('a file log before witnesses', () => {
  const written = async (): Promise<{ path: string; filled: readonly Recorded[] }> => {
    const path = join(await mkdtemp(join(folder, 'log-')), 'jobs.log');
    const log = await openFileLog({ path });
    const filled = await fill(log, LENGTH);
    await log.close();
    return { path, filled };
  };
  const verifyFile = async (path: string, witness: Witness): Promise<number> => {
    await using log = await openFileLog({ path });
    return await verify(log, witness);
  };

  it('that is whole, or has grown since, agrees with them', async () => {
    const { path, filled } = await written();
    const witness = await witnessesOf(filled);
    expect(await verifyFile(path, witness)).toBe(LENGTH);
    await using log = await openFileLog({ path });
    await fill(log, 3, filled.at(-1));
    expect(await verify(log, witness)).toBe(LENGTH + 3);
  });

  it.each(damages)('$what is refused by name', async ({ damage, at, says }) => {
    const { path, filled } = await written();
    const witness = await witnessesOf(filled);
    await writeFile(path, Buffer.concat(damage(filled).map((text) => lineOf(text).bytes)));
    const error = await verifyFile(path, witness).catch((thrown: unknown) => thrown as Error);
    expect(error).toMatchObject({ name: 'LogDamagedError', at });
    expect(String(error)).toContain(says);
  });

  it('whose tail was torn off in the middle of a line is refused by name', async () => {
    const { path, filled } = await written();
    const witness = await witnessesOf(filled);
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, -40));
    await expect(verifyFile(path, witness)).rejects.toMatchObject({ at: 200 });
  });

  it('in which one bit has changed is refused by name', async () => {
    const { path, filled } = await written();
    const witness = await witnessesOf(filled);
    const bytes = await readFile(path);
    bytes[bytes.length - 20]! ^= 4;
    await writeFile(path, bytes);
    await expect(verifyFile(path, witness)).rejects.toMatchObject({ at: 200 });
  });
});

for (const { binary, note } of [newest, oldest]) {
  const version = binary?.version ?? 'missing';
  describe.skipIf(binary === undefined)(`a log on nats-server ${version}${note}`, PATIENT, () => {
    beforeWitnesses(binary!);
  });
}

function beforeWitnesses(binary: NatsBinary): void {
  let server: NatsForTests;
  let connection: NatsConnection;
  let filled: readonly Recorded[];
  let witness: Witness;
  let whole: string;
  beforeAll(async () => {
    server = await startNatsForTests(binary);
    connection = await server.connect();
    await using log = await openLog('whole');
    filled = await fill(log, LENGTH);
    witness = await witnessesOf(filled);
    whole = `${server.storeDir}-whole`;
    await server.stop();
    await cp(server.storeDir, whole, { recursive: true });
    await server.start();
  }, PATIENT.timeout);
  afterAll(() => server[Symbol.asyncDispose]());

  const openLog = (cluster: string): Promise<EventLog> =>
    openJetStreamLog({ connection, cluster, durability: 'fsync', appendTimeoutMs: 20_000 });

  it('that is whole agrees with them', async () => {
    await using log = await openLog('whole');
    expect(await verify(log, witness)).toBe(LENGTH);
  });

  it.each(damages)('$what is refused by name', async ({ damage, at, says }) => {
    const manager = await connection.jetstreamManager();
    await (await openLog('other')).close();
    onTestFinished(async () => void (await manager.streams.delete('RESCIND_other')));
    for (const text of damage(filled))
      await connection.jetstream().publish('rescind.other.log', text);
    await using log = await openLog('other');
    const error = await verify(log, witness).catch((thrown: unknown) => thrown as Error);
    expect(error).toMatchObject({ name: 'LogDamagedError', at });
    expect(String(error)).toContain(says);
  });

  const before150 = (block: Buffer) => block.indexOf('"n":150,');
  it.each([
    ['a bit of commit 150 has changed', true, before150, 150],
    ['a bit of the last commit has changed', true, (block: Buffer) => block.length - 30, 200],
    ['a bit of the first commit has changed', true, (block: Buffer) => block.indexOf('"at"'), 1],
    ['a bit of commit 150 has changed and the index is gone', false, before150, 150],
    [
      'the length of commit 150 has changed',
      true,
      (block: Buffer) => block.lastIndexOf('rescind.whole.log', before150(block)) - 22,
      150,
    ],
  ])('in whose file %s is refused by name', async (_what, index, place, at) => {
    await damageBlock(index, (block) => {
      block[place(block)]! ^= 1;
      return block;
    });
    await using log = await openLog('whole');
    await expect(verify(log, witness)).rejects.toMatchObject({ name: 'LogDamagedError', at });
  });

  it('whose last commit is damaged cannot be followed or looked into, either', async () => {
    await damageBlock(true, (block) => {
      block[block.length - 30]! ^= 1;
      return block;
    });
    await using log = await openLog('whole');
    const damage = { name: 'LogDamagedError', at: LENGTH };
    const following = followed(log, 1);
    expect(await following.failed).toMatchObject(damage);
    expect(following.seen).toHaveLength(LENGTH - 1);
    await expect(log.get(LENGTH)).rejects.toMatchObject(damage);
    expect(await log.get(LENGTH - 1)).toMatchObject({ hash: filled[LENGTH - 2]!.hash });
  });

  it.each([
    ['', true],
    [' and the index is gone', false],
  ])('whose file lost its last bytes%s is refused by name', async (_what, index) => {
    await damageBlock(index, (block) => block.subarray(0, -100));
    await using log = await openLog('whole');
    await expect(verify(log, witness)).rejects.toMatchObject({ name: 'LogDamagedError', at: 200 });
  });

  /** Starts the server on the whole store with its one block changed. */
  const damageBlock = async (
    keepIndex: boolean,
    change: (block: Buffer) => Buffer,
  ): Promise<void> => {
    await server.stop();
    await rm(server.storeDir, { recursive: true });
    await cp(whole, server.storeDir, { recursive: true });
    const blocks = join(server.storeDir, 'jetstream', '$G', 'streams', 'RESCIND_whole', 'msgs');
    const names = await readdir(blocks);
    expect(names.filter((name) => name.endsWith('.blk'))).toEqual(['1.blk']);
    for (const name of names) {
      const path = join(blocks, name);
      if (name === '1.blk') await writeFile(path, change(await readFile(path)));
      else if (!keepIndex) await rm(path);
    }
    await server.start();
  };
}
