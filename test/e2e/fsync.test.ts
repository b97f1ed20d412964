// Acknowledged means on disk: counted at the system calls of a real nats-server under strace. And a
// server that promises less is named before anybody relies on it.
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNatsServer } from '@rescind/shared/nats-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, TEST_JOBS, type Cluster } from './cluster.ts';
import { natsServer, underStrace } from './needs.ts';

const COMMANDS = 200;

describe.runIf(underStrace.runs)(
  `what was answered${underStrace.note}`,
  { timeout: 60_000 },
  () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'rescind-strace-'));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    /** A nats-server whose fsyncs are noted; strace stands aside, so signals reach the server. */
    async function tracedServer(): Promise<{
      readonly path: string;
      fsyncs(): Promise<number>;
    }> {
      const path = join(folder, `nats-server-${Math.random().toString(36).slice(2)}`);
      const trace = `${path}.trace`;
      const strace = `strace -D -f -qq -e trace=fsync,fdatasync -o '${trace}'`;
      await writeFile(path, `#!/bin/sh\nexec ${strace} '${natsServer?.path}' "$@"\n`);
      await chmod(path, 0o755);
      return {
        path,
        async fsyncs() {
          const text = await readFile(trace, 'utf8');
          return text.split('\n').filter((line) => /\b(fsync|fdatasync)\(/.test(line)).length;
        },
      };
    }

    it('was fsynced before, each commit for itself, on the server that `start` runs', async () => {
      const server = await tracedServer();
      const cluster = await startCluster({
        args: ['--jobs', TEST_JOBS, '--workers', '1'],
        env: { RESCIND_NATS_SERVER: server.path },
      });
      try {
        expect(cluster.program.err()).not.toMatch(/warning/);
        const before = await server.fsyncs();
        await askOneByOne(cluster, COMMANDS);
        expect((await server.fsyncs()) - before).toBeGreaterThanOrEqual(COMMANDS);
      } finally {
        await cluster.clear();
      }
    });

    it('was not on a server as it is delivered, and `start` warns in one sentence', async () => {
      const traced = await tracedServer();
      const storeDir = join(folder, 'default-store');
      const server = await startNatsServer({ binary: traced.path, storeDir, syncAlways: false });
      const args = ['--nats', server.url, '--monitor', server.monitorUrl, '--jobs', TEST_JOBS];
      const cluster = await startCluster({ args: [...args, '--workers', '1'] });
      try {
        const warnings = cluster.program
          .err()
          .split('\n')
          .filter((line) => /warning/.test(line));
        expect(warnings).toHaveLength(1);
        expect(warnings[0]).toMatch(/acknowledges commits before they are on disk.*sync_interval/);
        const before = await traced.fsyncs();
        await askOneByOne(cluster, COMMANDS);
        expect((await traced.fsyncs()) - before).toBeLessThan(COMMANDS / 10);
        expect((await cluster.status()).nats).toMatchObject({ ours: false, fsync: 'periodic' });
      } finally {
        await cluster.clear();
        await server.stop();
      }
    });
  },
);

/** Commands that each change something, the next one only after the answer to the last. */
async function askOneByOne({ client }: Cluster, count: number): Promise<void> {
  for (let n = 1; n <= count; n++) {
    const command = { kind: 'SetSetting', name: 'jobs.progress.max_rate', value: n } as const;
    const reply = await client.command(command);
    expect(reply).toMatchObject({ ok: true });
  }
}
