// `rescind demo` is the page itself, run: what is checked here is that it says every example of it,
// fails when something does not hold, and leaves nothing behind, however it ends.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onNats } from './needs.ts';
import { moment, spawnRescind, type Program } from './program.ts';

/** The SQL blocks of CockroachDB's page on CANCEL JOB, and what it shows of their answers. */
const PAGE: readonly (readonly [example: string, answer: RegExp])[] = [
  ['SHOW JOBS;', /^ *job_id *\| *job_type *\| *description/],
  ['CANCEL JOB 27536791415282;', /^CANCEL JOBS 1\n/],
  [
    `CANCEL JOBS (SELECT job_id FROM [SHOW JOBS]
      WHERE user_name = 'maxroach');`,
    /^CANCEL JOBS [1-9]\d*\n/,
  ],
  ['SET CLUSTER SETTING sql.stats.automatic_collection.enabled = false;', /^SET CLUSTER SETTING\n/],
  ['CANCEL JOBS FOR SCHEDULE 590204387299262465;', /^CANCEL JOBS FOR SCHEDULES 1\n/],
  [
    "CANCEL JOBS FOR SCHEDULES SELECT id FROM [SHOW SCHEDULES] WHERE label = 'test_schedule';",
    /^CANCEL JOBS FOR SCHEDULES 2\n/,
  ],
];

/** What it promises for two cores, and what a busy machine may take. */
const DEMO_MS = 120_000;

/** What follows each run of an example, notices left out, with any id in the page's place. */
function answersTo(transcript: string, example: string): readonly string[] {
  const text = example
    .split(/\d{10,}/)
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join(String.raw`\d+`);
  const prompt = new RegExp(`^\\w+> ${text}\\n`, 'gm');
  return Array.from(transcript.matchAll(prompt), (match) =>
    transcript.slice(match.index + match[0].length).replace(/^(?:NOTICE: .*\n)+/, ''),
  );
}

/** Processes that know the folder by their command line or their environment. */
async function processesIn(folder: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found: string[] = [];
  for (const pid of pids) {
    const texts = await Promise.all(
      ['cmdline', 'environ'].map((name) =>
        readFile(join('/proc', pid, name), 'utf8').catch(() => ''),
      ),
    );
    if (texts.some((text) => text.includes(folder))) found.push(pid);
  }
  return found;
}

describe.each([
  { mode: 'real processes', args: [], need: onNats },
  { mode: 'one process', args: ['--embedded'], need: { runs: true, note: '' } },
])('the demo with $mode', ({ args, need }) => {
  describe.runIf(need.runs)(`as a person sees it${need.note}`, { timeout: DEMO_MS }, () => {
    let folder: string;
    let program: Program | undefined;
    const begin = (): Program => {
      program = spawnRescind(['demo', ...args], { env: { TMPDIR: folder } });
      return program;
    };
    const expectNothingLeft = async (): Promise<void> => {
      expect(await readdir(folder)).toEqual([]);
      await moment(
        'no process is left',
        async () => (await processesIn(folder)).length === 0,
        2000,
      );
    };
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'rescind-demo-test-'));
    });
    afterEach(async () => {
      program?.child.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    });

    it('runs every example of the page to the answer it shows, and leaves nothing', async () => {
      const demo = begin();
      const status = await demo.ended;
      expect(demo.err()).not.toMatch(/^rescind: /m);
      expect(demo.out()).not.toMatch(/✗/);
      expect(status).toBe(0);
      const unanswered = PAGE.filter(([example, answer]) =>
        answersTo(demo.out(), example).every((text) => !answer.test(text)),
      );
      expect(unanswered).toEqual([]);
      expect(demo.out()).toMatch(/✓ all \d+ checks hold/);
      await expectNothingLeft();
    });

    const untilRestoring = (demo: Program): Promise<true> =>
      moment(
        'a RESTORE was begun',
        () => /^root> RESTORE DATABASE/m.test(demo.out()) || undefined,
        60_000,
      );

    // Once is enough: it takes as long as the demo waits for what does not come.
    it.runIf(args.length > 0)('fails, and names the check, when its backup is lost', async () => {
      const demo = begin();
      await untilRestoring(demo);
      const [dataDir = ''] = await readdir(folder);
      await rm(join(folder, dataDir, 'extern', 'backup', 'db'), { recursive: true });
      expect(await demo.ended).toBe(1);
      const [, claim = 'no claim'] = /^ {2}✗ (.*)$/m.exec(demo.out()) ?? [];
      expect(demo.err()).toContain('rescind: the demo failed: ');
      expect(demo.err()).toContain(claim);
      await expectNothingLeft();
    });

    it('leaves nothing when it is interrupted in the middle of a job', async () => {
      const demo = begin();
      await untilRestoring(demo);
      expect(await readdir(folder)).not.toEqual([]);
      expect(await processesIn(folder)).not.toEqual([]);
      demo.child.kill('SIGINT');
      expect(await demo.ended).toBe(130);
      await expectNothingLeft();
    });
  });
});
