// The example job, held to what it promises: crashed between any two steps it can be taken over or
// taken back, and what is not its own stays as it is.
import { writeFileSync } from 'node:fs';
import fs, { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createManualClock, type JobId, type Json } from '@rescind/shared';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JobContext } from './context.ts';
import type { JobDefinition } from './define-job.ts';
import { loadJobs } from './load-jobs.ts';
import { createCrashingDisk, type CrashingDisk, type DiskCalls } from './testing/crashing-disk.ts';

const EXAMPLE = resolve(import.meta.dirname, '../../../examples/convert-folder.mjs');

let job: JobDefinition;
let folder: string;
let disk: CrashingDisk;
beforeAll(async () => {
  disk = createCrashingDisk(fs as unknown as DiskCalls, syncBuiltinESMExports);
  [job] = (await loadJobs([pathToFileURL(EXAMPLE).href])) as [JobDefinition];
});
afterAll(() => disk.putBack());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rescind-convert-'));
  await mkdir(join(folder, 'inbox'));
  await writeFile(join(folder, 'inbox/a.csv'), 'id,note\n1,one\n2,"t""w,\no"\n');
  await writeFile(join(folder, 'inbox/b.csv'), '\uFEFFid\r\n\r\n3\r\n""');
  await writeFile(join(folder, 'inbox/notes.txt'), 'not a table');
  await writeFile(join(folder, 'outbox.txt'), 'of somebody else');
});
afterEach(async () => {
  await disk.heal();
  await rm(folder, { recursive: true, force: true });
});

const CONVERTED = {
  'a.jsonl': '{"id":"1","note":"one"}\n{"id":"2","note":"t\\"w,\\no"}\n',
  'b.jsonl': '{"id":"3"}\n{"id":""}\n',
};
const UNTOUCHED = ['inbox', 'outbox.txt'];

/** What a job keeps between its runs. */
interface Life {
  saved: Json;
}

function contextOf(life: Life, fence: number, change: Partial<JobContext> = {}): JobContext {
  return {
    jobId: '7' as JobId,
    position: 1,
    details: { input: join(folder, 'inbox'), output: join(folder, 'outbox') },
    get saved() {
      return life.saved;
    },
    signal: new AbortController().signal,
    fence,
    epoch: fence,
    attempt: 1,
    owner: 'maria',
    description: '',
    clock: createManualClock(),
    progress: () => undefined,
    checkpoint: (value) =>
      disk.step(() => {
        life.saved = value;
        return Promise.resolve();
      }),
    log: () => undefined,
    ...change,
  };
}

async function contentOf(path: string): Promise<Record<string, string>> {
  const names = (await readdir(path)).filter((name) => !name.startsWith('.'));
  const texts = names.map(
    async (name) => [name, await readFile(join(path, name), 'utf8')] as const,
  );
  return Object.fromEntries(await Promise.all(texts));
}

/** Steps a whole run takes, and then whether it crashes before or after each of them. */
async function crashes(
  run: () => Promise<unknown>,
): Promise<readonly (readonly [number, boolean])[]> {
  await disk.heal();
  await run();
  const steps = disk.steps;
  return Array.from({ length: steps }, (_, i) => i + 1).flatMap(
    (step) =>
      [
        [step, false],
        [step, true],
      ] as const,
  );
}

async function startOver(): Promise<void> {
  await disk.heal();
  for (const name of await readdir(folder)) {
    if (!UNTOUCHED.includes(name)) await rm(join(folder, name), { recursive: true });
  }
}

describe('convert-folder', () => {
  it('converts every CSV file, and nothing else appears', async () => {
    await job.resume(contextOf({ saved: null }, 1));
    expect(await contentOf(join(folder, 'outbox'))).toEqual(CONVERTED);
    expect((await readdir(folder)).toSorted()).toEqual(['inbox', 'outbox', 'outbox.txt']);
  });

  it('crashed anywhere is taken over and comes to the same', async () => {
    const whole = await crashes(() => Promise.resolve(job.resume(contextOf({ saved: null }, 1))));
    expect(whole.length).toBeGreaterThan(40);
    for (const [step, done] of whole) {
      await startOver();
      const life: Life = { saved: null };
      disk.crashAt(step, done);
      await expect(job.resume(contextOf(life, 1)), `step ${step}`).rejects.toThrow('crashed');
      await disk.heal();
      await job.resume(contextOf(life, 3));
      expect(await contentOf(join(folder, 'outbox')), `step ${step}`).toEqual(CONVERTED);
      expect((await readdir(folder)).toSorted()).toEqual(['inbox', 'outbox', 'outbox.txt']);
    }
  });

  it('crashed anywhere is taken back without a trace, however often that is done', async () => {
    const whole = await crashes(() => Promise.resolve(job.resume(contextOf({ saved: null }, 1))));
    for (const [step, done] of whole) {
      await startOver();
      const life: Life = { saved: null };
      disk.crashAt(step, done);
      await expect(job.resume(contextOf(life, 1))).rejects.toThrow('crashed');
      await disk.heal();
      await job.onFailOrCancel(contextOf(life, 2));
      expect((await readdir(folder)).toSorted(), `step ${step}`).toEqual(UNTOUCHED);
      await job.onFailOrCancel(contextOf(life, 4));
      expect((await readdir(folder)).toSorted()).toEqual(UNTOUCHED);
    }
    expect(await readdir(join(folder, 'inbox'))).toEqual(['a.csv', 'b.csv', 'notes.txt']);
  });

  it.each(['half done', 'published'])(
    'is taken back when %s also if the taking back crashes anywhere, and crashes again',
    async (from) => {
      const prepare = async (): Promise<void> => {
        await startOver();
        if (from === 'half done') disk.crashAt(14, true);
        await Promise.resolve(job.resume(contextOf({ saved: null }, 1))).catch(() => undefined);
        await disk.heal();
      };
      const takeBack = async (fence: number): Promise<void> => {
        await job.onFailOrCancel(contextOf({ saved: null }, fence));
      };
      await prepare();
      const all = await crashes(() => takeBack(2));
      expect(all.length).toBeGreaterThan(8);
      for (const [step, done] of all) {
        await prepare();
        disk.crashAt(step, done);
        await expect(takeBack(2), `step ${step}`).rejects.toThrow('crashed');
        disk.crashAt(Math.max(1, step - 2), done);
        await takeBack(2).catch(() => undefined);
        await disk.heal();
        await takeBack(4);
        expect((await readdir(folder)).toSorted(), `step ${step}`).toEqual(UNTOUCHED);
      }
    },
  );

  it('is done at once when a run before it had published and was not heard', async () => {
    await job.resume(contextOf({ saved: null }, 1));
    await job.resume(contextOf({ saved: null }, 3));
    expect(await contentOf(join(folder, 'outbox'))).toEqual(CONVERTED);
  });

  it('converts again what the checkpoint claims and nobody finds', async () => {
    await job.resume(contextOf({ saved: { done: 2 } }, 3));
    expect(await contentOf(join(folder, 'outbox'))).toEqual(CONVERTED);

    await startOver();
    const life: Life = { saved: null };
    const cut = contextOf(life, 1, {
      async checkpoint(value) {
        life.saved = value;
        await rm(join(folder, 'outbox.partial-7-1/a.jsonl'));
        throw new Error('cut');
      },
    });
    await expect(job.resume(cut)).rejects.toThrow('cut');
    expect(life.saved).toEqual({ done: 1 });
    await job.resume(contextOf(life, 3));
    expect(await contentOf(join(folder, 'outbox'))).toEqual(CONVERTED);
  });
});

describe('a run of convert-folder that was taken over', () => {
  it('can write nothing any more, not even into a file it holds open', async () => {
    let proceed: () => void = () => undefined;
    let arrived: () => void = () => undefined;
    const waiting = new Promise<void>((here) => {
      arrived = here;
    });
    const zombie = Promise.resolve(
      job.resume(
        contextOf({ saved: null }, 1, {
          checkpoint: () =>
            new Promise((go) => {
              proceed = go;
              arrived();
            }),
        }),
      ),
    );
    await waiting;
    await job.resume(contextOf({ saved: { done: 1 } }, 3));
    proceed();
    await expect(zombie).rejects.toThrow('ENOENT');
    expect(await contentOf(join(folder, 'outbox'))).toEqual(CONVERTED);
    expect((await readdir(folder)).toSorted()).toEqual(['inbox', 'outbox', 'outbox.txt']);
  });

  it('finds its folder gone as soon as the taking back has begun to delete', async () => {
    await expect(
      job.resume(
        contextOf({ saved: null }, 1, { checkpoint: () => Promise.reject(new Error('cut')) }),
      ),
    ).rejects.toThrow('cut');
    const tried: unknown[] = [];
    const { signal } = new AbortController();
    Object.defineProperty(signal, 'throwIfAborted', {
      value: () => {
        try {
          writeFileSync(join(folder, 'outbox.partial-7-1/b.jsonl'), 'late');
        } catch (error) {
          tried.push((error as NodeJS.ErrnoException).code);
        }
      },
    });
    await job.onFailOrCancel(contextOf({ saved: null }, 2, { signal }));
    expect(tried).toEqual(['ENOENT', 'ENOENT']);
    expect((await readdir(folder)).toSorted()).toEqual(UNTOUCHED);
  });

  it('does not take over from a later one', async () => {
    await mkdir(join(folder, 'outbox.partial-7-5'));
    await expect(job.resume(contextOf({ saved: null }, 3))).rejects.toThrow('has taken over');
  });
});

describe('convert-folder never touches', () => {
  it('an output that somebody else made, before it began or meanwhile', async () => {
    await mkdir(join(folder, 'outbox'));
    const taken = `${join(folder, 'outbox')} exists and was not made by this job`;
    await expect(job.resume(contextOf({ saved: null }, 1))).rejects.toThrow(taken);
    await job.onFailOrCancel(contextOf({ saved: null }, 2));
    expect((await readdir(folder)).toSorted()).toEqual(['inbox', 'outbox', 'outbox.txt']);

    await rm(join(folder, 'outbox'), { recursive: true });
    const meanwhile = contextOf({ saved: null }, 3, {
      checkpoint: () => mkdir(join(folder, 'outbox'), { recursive: true }).then(() => undefined),
    });
    await expect(job.resume(meanwhile)).rejects.toThrow(taken);
    await job.onFailOrCancel(contextOf({ saved: null }, 4));
    expect((await readdir(folder)).toSorted()).toEqual(['inbox', 'outbox', 'outbox.txt']);
  });

  it('the output or the unfinished work of another job', async () => {
    await job.resume(contextOf({ saved: null }, 1, { jobId: '77' as JobId }));
    await mkdir(join(folder, 'outbox.partial-70-1'));
    await mkdir(join(folder, 'outbox.partial-7-1-of-mine'));
    await job.onFailOrCancel(contextOf({ saved: null }, 2));
    expect((await readdir(folder)).toSorted()).toEqual([
      'inbox',
      'outbox',
      'outbox.partial-7-1-of-mine',
      'outbox.partial-70-1',
      'outbox.txt',
    ]);
  });

  it('what a link in the output’s place leads to', async () => {
    await mkdir(join(folder, 'else'));
    await symlink(join(folder, 'else'), join(folder, 'outbox'));
    await expect(job.resume(contextOf({ saved: null }, 1))).rejects.toThrow('was not made by');
    await job.onFailOrCancel(contextOf({ saved: null }, 2));
    expect(await readdir(folder)).toContain('outbox');
    expect(await readdir(folder)).toContain('else');
  });
});

describe('convert-folder stops', () => {
  it('within a file when its signal fires, with the signal’s reason', async () => {
    const rows = Array.from({ length: 200_000 }, (_, i) => `${i},row`).join('\n');
    await writeFile(join(folder, 'inbox/a.csv'), `id,note\n${rows}`);
    const controller = new AbortController();
    const stopped = new Error('canceled');
    const running = Promise.resolve(
      job.resume(contextOf({ saved: null }, 1, { signal: controller.signal })),
    );
    await expect
      .poll(() => readdir(join(folder, 'outbox.partial-7-1')).catch(() => []))
      .toContain('a.jsonl');
    controller.abort(stopped);
    const thrown = await running.catch((error: unknown) => error as Error);
    expect(thrown === stopped || (thrown as Error).cause === stopped).toBe(true);
    await job.onFailOrCancel(contextOf({ saved: null }, 2));
    expect((await readdir(folder)).toSorted()).toEqual(UNTOUCHED);
  });

  it('taking back between two files, and goes on when it is called again', async () => {
    await job.resume(contextOf({ saved: null }, 1));
    const signal = AbortSignal.abort(new Error('paused'));
    await expect(job.onFailOrCancel(contextOf({ saved: null }, 2, { signal }))).rejects.toThrow(
      'paused',
    );
    await job.onFailOrCancel(contextOf({ saved: null }, 4));
    expect((await readdir(folder)).toSorted()).toEqual(UNTOUCHED);
  });
});

describe('convert-folder says what is wrong:', () => {
  it.each([
    ['x,y\n1\n', 'line 2: expected 2 fields, found 1'],
    ['x,x\n', 'line 1: two columns have the same name'],
    ['x\n"a\nb"\n\n"c', 'line 5: a quoted field never ends'],
    ['x\na"b\n', 'line 2: a quote inside an unquoted field'],
    ['x\n"a"b\n', 'line 2: text behind a closing quote'],
  ])('%j', async (text, message) => {
    await writeFile(join(folder, 'inbox/a.csv'), text);
    await expect(job.resume(contextOf({ saved: null }, 1))).rejects.toThrow(
      `${join(folder, 'inbox/a.csv')}, ${message}`,
    );
  });

  it('there is no folder for the output, and then there is nothing to take back', async () => {
    const details = { input: join(folder, 'inbox'), output: join(folder, 'no/outbox') };
    await expect(job.resume(contextOf({ saved: null }, 1, { details }))).rejects.toThrow(
      `there is no folder ${join(folder, 'no')} to put the output in`,
    );
    await job.onFailOrCancel(contextOf({ saved: null }, 2, { details }));
  });

  it.each([
    [{}, 'must be the path of a folder'],
    [null, 'must be the path of a folder'],
    [{ input: 'a', output: 'a/b' }, 'neither folder may lie in the other'],
    [{ input: 'a/../b', output: 'b' }, 'neither folder may lie in the other'],
  ])('details %j', async (details, message) => {
    const result = await job.details!['~standard'].validate(details);
    expect(result.issues?.[0]?.message).toBe(message);
  });

  it('but folders beside each other are fine, and made absolute', async () => {
    const result = await job.details!['~standard'].validate({ input: 'a', output: '..a' });
    expect(result).toEqual({ value: { input: resolve('a'), output: resolve('..a') } });
  });
});
