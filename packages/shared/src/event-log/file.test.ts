import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { LogDamagedError, LogLockedError, UnknownVersionError } from '../errors.ts';
import type { EventLog, Recorded } from '../event-log.ts';
import { encodeCommit } from './codec.ts';
import { eventLogContract } from './contract.ts';
import {
  appendOk,
  fill,
  readAll,
  sampleCommit,
  withoutStamps,
  type LogSite,
} from './contract-samples.ts';
import { createFileLog, openFileLog } from './file.ts';
import { openAppendOnlyFile, type AppendOnlyFile } from './file/append-only-file.ts';
import { lineOf } from './file/line.ts';
import { recover } from './file/recover.ts';

const LIMIT = 64 * 1024;

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rescind-log-'));
  path = join(folder, 'data', 'jobs.log');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A log that is closed with the test. */
async function opened(progress: string[] = []): Promise<EventLog> {
  const log = await openFileLog({ path, onProgress: (line) => progress.push(line) });
  onTestFinished(() => log.close());
  return log;
}

/** A closed log of `count` commits. */
async function closedLog(count: number): Promise<readonly Recorded[]> {
  const log = await openFileLog({ path });
  const filled = await fill(log, count);
  await log.close();
  return filled;
}

eventLogContract(
  'the file log',
  async (): Promise<LogSite> => {
    let log: EventLog | undefined;
    return {
      async open() {
        const isOpen = await log?.end().then(
          () => true,
          () => false,
        );
        if (isOpen !== true) log = await openFileLog({ path, maxBytes: LIMIT });
        return log!;
      },
      async rewrite(change) {
        await log?.close();
        const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
        const texts = change(lines.map((line) => line.slice(65)));
        writeFileSync(path, Buffer.concat(texts.map((text) => lineOf(text).bytes)));
      },
      limitBytes: LIMIT,
      [Symbol.asyncDispose]: async () => log?.close(),
    };
  },
  { durable: true },
);

describe('a torn tail of a file log', () => {
  it.each([1, 64, 65, 66, 150, -1])('of %i bytes is cut off and reported', async (bytes) => {
    const [first, , third] = await closedLog(3);
    const size = readFileSync(path).length;
    const { bytes: line } = lineOf(encodeCommit(sampleCommit(4, third!.hash)));
    appendFileSync(path, line.subarray(0, bytes));
    const progress: string[] = [];
    const log = await opened(progress);
    expect(progress).toEqual([
      `${path}: cut off ${line.subarray(0, bytes).length} bytes of a commit 4 that was torn ` +
        'apart while it was written and never acknowledged',
    ]);
    expect(readFileSync(path)).toHaveLength(size);
    expect((await readAll(log))[0]!.hash).toBe(first!.hash);
    await fill(log, 1, third);
    await log.close();
    expect(await readAll(await opened())).toHaveLength(4);
  });

  it('of an empty log leaves an empty log', async () => {
    await closedLog(1);
    truncateSync(path, 40);
    expect(await (await opened()).end()).toBe(0);
  });

  it('whose newline alone has changed was acknowledged, and is damage', async () => {
    await closedLog(3);
    const bytes = readFileSync(path);
    bytes[bytes.length - 1] = 0x0b;
    writeFileSync(path, bytes);
    await expect(openFileLog({ path })).rejects.toMatchObject({ name: 'LogDamagedError', at: 3 });
  });
});

describe('a damaged file log', () => {
  it('is left exactly as it was found, and unlocked', async () => {
    await closedLog(3);
    const bytes = readFileSync(path);
    bytes[100]! ^= 1;
    writeFileSync(path, bytes);
    await expect(openFileLog({ path })).rejects.toThrow(/commit 1 is damaged/);
    expect(readFileSync(path)).toEqual(bytes);
    expect(await readdir(join(folder, 'data'))).toEqual(['jobs.log']);
  });

  it('shows it also when it is damaged while it is open', async () => {
    await closedLog(3);
    const log = await opened();
    const bytes = readFileSync(path);
    bytes[200]! ^= 1;
    writeFileSync(path, bytes);
    await expect(log.get(1)).rejects.toThrow(/commit 1 is damaged/);
    await expect(readAll(log)).rejects.toThrow(LogDamagedError);
    expect((await log.get(2))!.commit.n).toBe(2);
  });

  it('of a later build is refused as such', async () => {
    await closedLog(1);
    appendFileSync(path, lineOf('{"v":2,"n":2,"id":"x","prev":"y"}').bytes);
    await expect(openFileLog({ path })).rejects.toThrow(UnknownVersionError);
  });
});

describe('a file log is open once:', () => {
  it('a second time in the same process is refused in one sentence', async () => {
    await opened();
    await expect(openFileLog({ path })).rejects.toThrow(
      new LogLockedError(
        `the log ${path} is already open in this process (${process.pid}); ` +
          'share that one, or close it first',
      ),
    );
  });

  it('of many who come at once exactly one gets it', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => openFileLog({ path })));
    const logs = tries.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(logs).toHaveLength(1);
    const refusals = tries.flatMap((each) =>
      each.status === 'rejected' ? [String(each.reason)] : [],
    );
    expect(refusals).toEqual(Array(7).fill(expect.stringContaining('already open')));
    await logs[0]!.close();
  });

  it('a living holder is named by its pid, and a killed one holds nobody up', async () => {
    await closedLog(2);
    const holder = spawn('sleep', ['60'], { stdio: 'ignore' });
    const pid = holder.pid!;
    leaveNote(pid, startOf(pid));
    await expect(openFileLog({ path })).rejects.toThrow(
      new LogLockedError(
        `the log ${path} is held by process ${pid}; stop that process or choose another file`,
      ),
    );
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const log = await opened();
    expect(await log.end()).toBe(2);
    await log.close();
    expect(await readdir(join(folder, 'data'))).toEqual(['jobs.log']);
  });

  it('a process that only has the pid of the holder that is gone does not count', async () => {
    await closedLog(1);
    leaveNote(process.ppid, `${startOf(process.ppid)}0`);
    expect(await (await opened()).end()).toBe(1);
  });

  it('a holder on another machine cannot be asked, so what to do is said', async () => {
    await closedLog(1);
    leaveNote(4711, '99', 'elsewhere');
    await expect(openFileLog({ path })).rejects.toThrow(
      new LogLockedError(
        `the log ${path} is held by process 4711 on elsewhere; stop it, or delete ` +
          `${path}.lock.elsewhere.4711.99 if that machine does not run any more`,
      ),
    );
  });
});

describe('a file log whose disk fails', () => {
  it.each([
    ['a write that is cut short', 30, 'no space left'],
    ['a sync that fails', Infinity, 'input/output error'],
  ])('in %s says unknown, and never appends to what is there', async (_how, written, why) => {
    const filled = await closedLog(2);
    const disk = await openAppendOnlyFile(path);
    const failing: AppendOnlyFile = {
      ...disk,
      async append(bytes) {
        await disk.append(bytes.subarray(0, written));
        throw new Error(why);
      },
    };
    const index = await recover(disk, () => undefined);
    const log = createFileLog(failing, index, { release: async () => undefined }, LIMIT);
    const commit = sampleCommit(3, filled[1]!.hash);
    const answer = await log.append(commit);
    expect(answer).toMatchObject({ outcome: 'unknown' });
    expect(answer).toHaveProperty('reason', expect.stringContaining(`cannot be written (${why})`));
    const size = readFileSync(path).length;
    expect(await log.append(commit)).toEqual(answer);
    expect(readFileSync(path)).toHaveLength(size);
    expect(await log.end()).toBe(2);
    await log.close();

    const again = await opened();
    const all = await readAll(again);
    expect(withoutStamps(all).slice(0, 2)).toEqual(filled);
    // What was only not synced may be there; what was cut short is not.
    expect(all).toHaveLength(written === Infinity ? 3 : 2);
    await fill(again, 1, all.at(-1));
  });
});

describe('a long file log', () => {
  it('says how far its verification is, and finds any commit at once', async () => {
    await closedLog(0);
    let prev = '';
    const commits = Array.from({ length: 12_000 }, (_, i) => {
      const commit = sampleCommit(i + 1, prev);
      const line = lineOf(encodeCommit(commit));
      prev = line.hash;
      return { commit, line };
    });
    writeFileSync(path, Buffer.concat(commits.map(({ line }) => line.bytes)));
    const progress: string[] = [];
    const log = await opened(progress);
    expect(progress).toHaveLength(2);
    expect(progress[0]).toMatch(/jobs\.log: 5000 commits verified \(41 %\)$/);
    for (const n of [1, 2, 5999, 11_999, 12_000]) {
      const { commit, line } = commits[n - 1]!;
      expect(await log.get(n)).toEqual({ commit, hash: line.hash, storedAt: null });
    }
    const all = await readAll(log, 3000);
    expect(all.map(({ commit }) => commit.n)).toEqual(
      Array.from({ length: 9001 }, (_, i) => i + 3000),
    );
  });

  it('holds commits of many megabytes beside small ones', async () => {
    const log = await opened();
    const [first] = await fill(log, 1);
    const by = 'c'.repeat(5 * 1024 * 1024);
    const large = await appendOk(log, sampleCommit(2, first!.hash, { by }));
    await fill(log, 1, large);
    await log.close();
    const again = await opened();
    expect((await readAll(again)).map(({ commit }) => commit.by.length)).toEqual([2, by.length, 2]);
  });
});

/** When a process started, as the system counts. */
function startOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]!;
}

function leaveNote(pid: number, started: string, host = hostname()): void {
  writeFileSync(`${path}.lock.${host}.${pid}.${started}`, '');
}
