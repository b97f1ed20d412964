// What goes wrong at the command line is answered in one clear sentence that says what to do, and
// nothing is lost by it.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, TEST_JOBS, type Cluster } from './cluster.ts';
import { oldNatsServer, onNats, onOldNats } from './needs.ts';
import { rescind } from './program.ts';

const NOBODY = 'nats://127.0.0.1:1';

describe.runIf(onNats.runs)(`with a cluster that runs${onNats.note}`, { timeout: 30_000 }, () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({
      args: ['--jobs', TEST_JOBS, '--workers', '1', '--coordinators', '1'],
    });
  }, 30_000);
  afterAll(() => cluster.clear(), 30_000);

  it('a syntax error is shown where it is, and nothing of the text is carried out', async () => {
    const { status, out, err } = await cluster.sql(
      "CREATE JOB noop WITH DETAILS = '{}'; CANCEL JBO 1",
    );
    expect(status).toBe(1);
    expect(out).toBe('');
    expect(err).toMatch(/^ERROR: at or near "jbo": syntax error\nSQLSTATE: 42601\n/);
    expect(err).toMatch(/CANCEL JBO 1\n +\^/);
    expect(await cluster.rows('SHOW JOBS')).toEqual([]);
  });

  it('a job that does not exist is named', async () => {
    const { status, err } = await cluster.sql('CANCEL JOB 4711');
    expect(status).toBe(1);
    expect(err).toMatch(/^ERROR: .*4711.*\nSQLSTATE: \w{5}\n/);
  });

  it('a job type that nobody runs is named', async () => {
    const { status, err } = await cluster.sql("CREATE JOB nothing WITH DETAILS = '{}'");
    expect(status).toBe(1);
    expect(err).toMatch(/^ERROR: .*nothing/);
  });

  it('a second `start` on the folder is refused, with the holder named', async () => {
    const { status, err } = await rescind([
      'start',
      '--data',
      cluster.dataDir,
      '--jobs',
      TEST_JOBS,
    ]);
    expect(status).toBe(1);
    const { dataDir, program } = cluster;
    expect(err).toBe(
      `rescind: the data folder ${dataDir} is held by another \`rescind start\` ` +
        `(pid ${program.pid}); look at it with \`rescind status --data ${dataDir}\`, ` +
        'stop it, or choose another folder with --data DIR\n',
    );
    expect((await cluster.status()).problems).toEqual([]);
  });
});

describe('without one', { timeout: 60_000 }, () => {
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'rescind-bad-input-'));
  });
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  it.each([
    ['start', '--jobs', TEST_JOBS, '--nats', NOBODY],
    ['sql', '-e', 'SHOW JOBS', '--nats', NOBODY],
  ])('an unreachable nats-server is named by `rescind %s`', async (command, ...args) => {
    const data = command === 'start' ? ['--data', dataDir] : [];
    const { status, out, err } = await rescind([command, ...args, ...data]);
    expect({ status, out }).toEqual({ status: 69, out: '' });
    expect(err).toMatch(
      /^rescind: no nats-server can be reached at nats:\/\/127\.0\.0\.1:1 \(.*\); start one .*\n$/,
    );
  });

  it('`rescind status` still answers, and says what does not', async () => {
    const { status, out } = await rescind(['status', '--nats', NOBODY]);
    expect(status).toBe(1);
    expect(out).toMatch(/^! no nats-server can be reached at nats:.* \(connection refused\)/m);
  });

  it('a port that is taken is named, with how to choose another', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    try {
      const args = ['start', '--data', dataDir, '--jobs', TEST_JOBS, '--port-nats', String(port)];
      const { status, err } = await rescind(args);
      expect(status).toBe(69);
      expect(err).toMatch(
        new RegExp(`^rescind: .*port ${port} .*is in use by another program.*--port-nats 0.*\n$`),
      );
    } finally {
      other.close();
    }
  });

  it('a program that is no nats-server is named', async () => {
    const args = ['start', '--data', dataDir, '--jobs', TEST_JOBS];
    const { status, err } = await rescind(args, { env: { RESCIND_NATS_SERVER: '/bin/true' } });
    expect(status).toBe(69);
    expect(err).toMatch(/^rescind: RESCIND_NATS_SERVER: \/bin\/true is no nats-server.*\n$/);
  });

  it('a module that defines no jobs is named', async () => {
    const jobs = join(import.meta.dirname, 'program.ts');
    const args = ['start', '--data', dataDir, '--embedded', '--jobs', jobs];
    const { status, err } = await rescind(args);
    expect(status).not.toBe(0);
    expect(err).toContain(jobs);
  });
});

describe.runIf(onOldNats.runs)(
  `on a nats-server too old to fsync${onOldNats.note}`,
  { timeout: 60_000 },
  () => {
    it('the cluster runs, and `start` warns in one sentence what that means', async () => {
      const cluster = await startCluster({
        args: ['--jobs', TEST_JOBS, '--workers', '1', '--coordinators', '1'],
        env: { RESCIND_NATS_SERVER: oldNatsServer?.path ?? 'missing' },
      });
      try {
        const warnings = cluster.program
          .err()
          .split('\n')
          .filter((line) => /warning/.test(line));
        expect(warnings).toHaveLength(1);
        expect(warnings[0]).toMatch(
          /nats-server 2\.9\.\d+ .*too old.*use nats-server 2\.\d+\.\d+ or newer/,
        );
        const [created] = await cluster.rows("CREATE JOB hold WITH DETAILS = '{}'");
        const cancel = await cluster.sql(`CANCEL JOB ${String(created?.['job_id'])}`);
        expect(cancel.out).toBe('CANCEL JOBS 1\n');
        expect((await cluster.status()).nats).toMatchObject({ fsync: 'periodic' });
      } finally {
        await cluster.clear();
      }
    });
  },
);
