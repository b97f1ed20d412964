// A cluster of real processes as a newcomer meets it: started, looked at, spoken to in SQL,
// stopped, and killed without leaving anything behind.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pidsOf, startCluster, TEST_JOBS, type Cluster } from './cluster.ts';
import { onNats } from './needs.ts';
import { isAlive, moment, rescind } from './program.ts';

/** However a supervisor ends, its processes are gone after so long. */
const NOTHING_LEFT_MS = 2000;

describe.runIf(onNats.runs)(
  `a cluster under \`rescind start\`${onNats.note}`,
  { timeout: 30_000 },
  () => {
    let cluster: Cluster;
    beforeAll(async () => {
      cluster = await startCluster({ args: ['--jobs', TEST_JOBS] });
    }, 30_000);
    afterAll(() => cluster.clear(), 30_000);

    it('says in one line what is up and what to try', () => {
      expect(cluster.program.out()).toMatch(
        /^up: nats 127\.0\.0\.1:\d+, 2 coordinators, 3 workers; try: .* sql .*-e "SHOW JOBS"\n$/,
      );
    });

    it('is two coordinators, three workers, one nats-server, each a process', async () => {
      const status = await cluster.status();
      expect(status.problems).toEqual([]);
      expect(new Set(status.coordinators.map(({ role }) => role))).toEqual(
        new Set(['leader', 'follower']),
      );
      expect(status.workers).toHaveLength(3);
      expect(status.sessions).toHaveLength(3);
      expect(status.nats).toMatchObject({ running: true, answers: true, fsync: 'always' });
      expect(status.durability).toBe('fsync');
      const pids = pidsOf(await cluster.file());
      expect(pids).toHaveLength(7);
      expect(new Set(pids).size).toBe(7);
      expect(pids.every(isAlive)).toBe(true);
    });

    it('creates, shows and cancels a job by SQL', async () => {
      const note = join(cluster.dataDir, 'note.txt');
      const [created] = await cluster.rows(
        `CREATE JOB hold WITH DETAILS = '${JSON.stringify({ note })}'`,
      );
      const id = String(created?.['job_id']);
      await moment('the job runs', () => existsSync(note));
      expect(await cluster.rows(`SHOW JOB ${id}`)).toMatchObject([
        { job_id: id, job_type: 'hold', status: 'running', user_name: 'root' },
      ]);
      const cancel = await cluster.sql(`CANCEL JOB ${id}`);
      expect(cancel).toEqual({ status: 0, out: 'CANCEL JOBS 1\n', err: '' });
      await moment('the job is canceled', async () => {
        const [row] = await cluster.rows(`SHOW JOB ${id}`);
        return row?.['status'] === 'canceled';
      });
      expect(await readFile(note, 'utf8')).toBe('resumed\nreverted\n');
      expect((await cluster.status()).jobs).toMatchObject({ canceled: 1 });
    });

    it('answers several statements in order and stops at the first that fails', async () => {
      const data = ['--data', cluster.dataDir];
      const input = 'SHOW CLUSTER SETTING jobs.session.ttl; CANCEL JOB 1; SHOW JOBS;';
      const { status, out, err } = await rescind(['sql', ...data, '--format', 'csv'], { input });
      expect(status).toBe(1);
      expect(out.trimEnd().split('\r\n').at(-1)).toMatch(/6s|00:00:06/);
      expect(err).toMatch(/^ERROR: /);
      expect(out).not.toMatch(/job_type/);
    });

    it('is left as it is by a command that finds it by the address of its server', async () => {
      const { nats } = await cluster.file();
      const { status, out } = await rescind(['status', '--nats', nats?.url ?? '']);
      expect(status).toBe(0);
      expect(out).toMatch(/^cluster main: led by c\d in term \d+ at commit \d+$/m);
      expect(out).toMatch(/^coordinator c2 +pid \d+ {2}(leader|follower)/m);
    });

    it('names what died, brings it back under another pid, and reports well again', async () => {
      const before = (await cluster.file()).workers[0];
      process.kill(before?.pid ?? 0, 'SIGKILL');
      await moment('the worker is back', async () => {
        const [after] = (await cluster.file()).workers;
        return after?.pid !== null && after?.pid !== before?.pid;
      });
      expect(cluster.program.err()).toMatch(
        /\[start\] worker w1 \(pid \d+\) was killed by SIGKILL/,
      );
      await moment('nobody is missing', async () => (await cluster.status()).problems.length === 0);
    });

    it('leaves no process behind when `start` itself is killed', async () => {
      const file = await cluster.file();
      const pids = pidsOf(file);
      process.kill(cluster.program.pid, 'SIGKILL');
      await moment('every process is gone', () => !pids.some(isAlive), NOTHING_LEFT_MS);
      const { status, out } = await rescind(['status', '--data', cluster.dataDir]);
      expect(status).toBe(1);
      expect(out).toMatch(/^! rescind start \(pid \d+\) does not run any more/m);
      expect(out).toMatch(/^! nats-server \(pid \d+\) does not run$/m);
    });

    it('comes up again on the same folder and knows every job, then stops in order', async () => {
      const again = await startCluster({
        dataDir: cluster.dataDir,
        args: ['--jobs', TEST_JOBS, '--workers', '1'],
      });
      try {
        expect(await again.rows('SHOW JOBS')).toMatchObject([{ status: 'canceled' }]);
        const pids = pidsOf(await again.file());
        expect(await again.stop()).toBe(0);
        expect(pids.filter(isAlive)).toEqual([]);
        const { status, err } = await rescind(['status', '--data', cluster.dataDir]);
        expect(status).toBe(69);
        expect(err).toMatch(/no cluster runs in/);
      } finally {
        await again.clear();
      }
    });
  },
);
