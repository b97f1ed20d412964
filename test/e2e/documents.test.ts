// What the documents promise, run as they say it: the script of docs/nats-api.md, and the README's
// walk through a cluster with its real job.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type Cluster } from './cluster.ts';
import { onNats } from './needs.ts';
import { moment } from './program.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');
const FILES = 400;

describe.runIf(onNats.runs)(`the documents${onNats.note}`, { timeout: 60_000 }, () => {
  let cluster: Cluster;
  let inbox: string;
  let outbox: string;

  beforeAll(async () => {
    cluster = await startCluster({ args: ['--jobs', join(root, 'examples/convert-folder.mjs')] });
    inbox = join(cluster.dataDir, 'inbox');
    outbox = join(cluster.dataDir, 'outbox');
    await run(process.execPath, [join(root, 'examples/make-input.mjs'), inbox, String(FILES)]);
  }, 60_000);
  afterAll(() => cluster.clear(), 30_000);

  const create = async (): Promise<string> => {
    const details = JSON.stringify({ input: inbox, output: outbox });
    const [row] = await cluster.rows(`CREATE JOB 'convert-folder' WITH DETAILS = '${details}'`);
    return String(row?.['job_id']);
  };
  const status = async (job: string): Promise<unknown> =>
    (await cluster.rows(`SHOW JOB ${job}`))[0]?.['status'];
  const partials = async (): Promise<readonly string[]> =>
    (await readdir(cluster.dataDir)).filter((name) => name.startsWith('outbox.partial'));

  it('cancel a job by twenty lines with nothing but the package nats', async () => {
    const page = await readFile(join(root, 'docs/nats-api.md'), 'utf8');
    const script = /```js\n([\s\S]*?)```/.exec(page)![1]!;
    const path = join(root, 'node_modules', '.cache', `cancel-${process.pid}.mjs`);
    await writeFile(path, script);
    try {
      const job = await create();
      await moment('half-written output is there', async () => (await partials()).length > 0);
      const env = { ...process.env, NATS_URL: (await cluster.file()).nats!.url };
      const { stdout } = await run(process.execPath, [path, job], { env });
      expect(stdout).toBe('CANCEL JOBS 1\n');
      await moment('the job is canceled', async () => (await status(job)) === 'canceled');
      expect(await partials()).toEqual([]);
      expect(existsSync(outbox)).toBe(false);

      const unknown = await run(process.execPath, [path, '7'], { env });
      expect(unknown.stdout).toBe('ERROR: job with ID 7 does not exist\n');
    } finally {
      await rm(path, { force: true });
    }
  });

  it('convert a folder to its end, one line of JSON for each line of CSV', async () => {
    const job = await create();
    await moment('the job succeeded', async () => (await status(job)) === 'succeeded', 50_000);
    const names = (await readdir(outbox)).filter((name) => name.endsWith('.jsonl'));
    expect(names.length).toBe(FILES);
    const [csv] = (await readdir(inbox)).sort();
    // A line break within quotes is a bare \n.
    const rows = (await readFile(join(inbox, csv!), 'utf8')).trim().split('\r\n').length - 1;
    const lines = await readFile(join(outbox, csv!.replace(/csv$/, 'jsonl')), 'utf8');
    expect(lines.trim().split('\n').length).toBe(rows);
    expect(await partials()).toEqual([]);
  });
});
