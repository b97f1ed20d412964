// A cluster in one process, without a nats-server: other processes see it and speak to it as they
// do to any, and what it answered is still true after it was killed.
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StatusReport } from '@rescind/cli';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TEST_JOBS } from './cluster.ts';
import { moment, rescind, spawnRescind, type Program, type RunOptions } from './program.ts';

async function startEmbedded(
  dataDir: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Program> {
  const program = spawnRescind(['start', '--data', dataDir, '--jobs', TEST_JOBS, ...args], options);
  await moment('the embedded cluster is up', () => {
    if (program.child.exitCode !== null) throw new Error(program.err());
    return /^up: embedded/m.test(program.out());
  });
  return program;
}

async function end(program: Program | undefined, signal: NodeJS.Signals): Promise<number | null> {
  program?.child.kill(signal);
  return (await program?.ended) ?? null;
}

describe('an embedded cluster', { timeout: 30_000 }, () => {
  let folder: string;
  let dataDir: string;
  let program: Program | undefined;
  let job: string;
  const sql = async (statement: string): Promise<readonly Record<string, unknown>[]> => {
    const args = ['sql', '--data', dataDir, '--format', 'json', '-e', statement];
    const { status, out, err } = await rescind(args);
    if (status !== 0) throw new Error(err);
    return JSON.parse(out) as readonly Record<string, unknown>[];
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rescind-embedded-'));
    dataDir = join(folder, 'data');
    program = await startEmbedded(dataDir, ['--embedded', '--sql-port', '0']);
  }, 30_000);
  afterAll(async () => {
    await end(program, 'SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  it('lets clients of PostgreSQL in at the SQL port it names', async () => {
    const port = Number(/psql -h 127\.0\.0\.1 -p (\d+)/.exec(program!.err())?.[1]);
    const client = new Client({ host: '127.0.0.1', port, user: 'root' });
    await client.connect();
    const { rows } = await client.query('SELECT job_id FROM [SHOW JOBS] WHERE job_id = $1', ['1']);
    expect(rows).toEqual([]);
    await client.end();
    const other = join(folder, 'other');
    const second = await startEmbedded(other, ['--embedded', '--sql-port', String(port)]);
    expect(second.err()).toContain(`port ${port} of 127.0.0.1 is taken`);
    expect(await end(second, 'SIGTERM')).toBe(0);
  });

  it('is seen by other processes', async () => {
    const { status, out } = await rescind(['status', '--json', '--data', dataDir]);
    expect(status).toBe(0);
    expect(JSON.parse(out) as StatusReport).toMatchObject({
      mode: 'embedded',
      leader: 'c1',
      nats: null,
      problems: [],
      durability: 'fsync',
      workers: [
        {
          name: 'w1',
          pid: program?.pid,
          types: expect.arrayContaining(['BACKUP', 'RESTORE', 'hold', 'noop']) as string[],
        },
      ],
    });
  });

  it('takes SQL of other processes', async () => {
    const details = JSON.stringify({ note: join(folder, 'note.txt') });
    const [created] = await sql(`CREATE JOB hold WITH DETAILS = '${details}'`);
    job = String(created?.['job_id']);
    await moment('the job runs', () => existsSync(join(folder, 'note.txt')));
    expect(await sql(`SHOW JOB ${job}`)).toMatchObject([{ status: 'running' }]);
  });

  it('keeps a CANCEL that it answered, though it is killed in the same moment', async () => {
    // So that the next process need not wait for long until the killed one's session is over.
    await sql("SET CLUSTER SETTING jobs.session.ttl = '3s'");
    expect(await sql(`CANCEL JOB ${job}`)).toEqual([{ tag: 'CANCEL JOBS 1' }]);
    await end(program, 'SIGKILL');
    const { status, out } = await rescind(['status', '--data', dataDir]);
    expect(status).toBe(1);
    expect(out).toMatch(/^! nothing answers at .*bus\.sock: the embedded cluster does not run/m);

    program = await startEmbedded(dataDir, ['--embedded', '--sql-port', '0']);
    await moment('the job is canceled', async () => {
      const [row] = await sql(`SHOW JOB ${job}`);
      return row?.['status'] === 'canceled';
    });
    expect(await readFile(join(folder, 'note.txt'), 'utf8')).toMatch(/reverted\n$/);
  });

  it('is not started a second time on the same folder', async () => {
    const again = await rescind(['start', '--embedded', '--data', dataDir, '--jobs', TEST_JOBS]);
    expect(again.status).toBe(1);
    expect(again.err).toMatch(/held by another `rescind start` \(pid \d+\)/);
  });

  it('stops in order, and is not taken for a cluster on a nats-server afterwards', async () => {
    expect(await end(program, 'SIGTERM')).toBe(0);
    const { status, err } = await rescind(['start', '--data', dataDir, '--jobs', TEST_JOBS]);
    expect(status).toBe(1);
    expect(err).toMatch(/keeps its log in .*log\.ndjson, without a nats-server; start it with/);
  });

  it('is what runs where no nats-server can be had, and says so', async () => {
    const installed = ['/usr/sbin', '/usr/local/sbin'].map((dir) => join(dir, 'nats-server'));
    if (installed.some(existsSync)) return;
    // An empty PATH has neither a server nor anything that could fetch one.
    const nowhere = { cwd: folder, env: { PATH: '' } };
    const bare = await startEmbedded(join(folder, 'bare'), ['--port-nats', '0'], nowhere);
    expect(bare.err()).toMatch(/\[start\] .*nats-server.* Running embedded, in one process/);
    expect(await end(bare, 'SIGTERM')).toBe(0);
  });
});
