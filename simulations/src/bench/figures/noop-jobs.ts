// The whole way of a job that does nothing: claimed, started, reported, succeeded. 100,000 of them
// wait when two worker processes join; the log itself says when the first was claimed and when
// the last had succeeded.
import { openJetStreamLog } from '@rescind/shared/nats';
import { atLeast, type Family } from '../family.ts';
import { NOOP } from '../rig/commands.ts';
import { createJobs, untilJobs } from '../rig/many-jobs.ts';
import { READY_MS, type Rig } from '../rig/rig.ts';
import { serveCluster } from '../rig/served-cluster.ts';

const JOBS = 100_000;
const WORKERS = 2;
/** Jobs a worker may hold at once: so many that it never waits for the next ones. */
const SLOTS = 4000;

export const noopJobs: Family = {
  name: 'noop-jobs',
  limitMs: 240_000,
  figures: [{ name: 'run_noop_jobs', unit: 'jobs/s', ...atLeast(60_000) }],
  async run({ rig, runs, sample, remark }) {
    remark(`${WORKERS} worker processes, ${SLOTS} slots each`);
    const { cluster, client } = await serveCluster(rig, [NOOP]);
    for (let run = 1; run <= runs; run++) {
      await createJobs(client, NOOP, JOBS);
      const created = client.position;
      const workers = Array.from({ length: WORKERS }, (_, i) =>
        rig.worker(cluster, `w${run}-${i + 1}`, { slots: SLOTS }),
      );
      await Promise.all(
        workers.map((worker) => worker.heard(({ ready }) => ready === true, READY_MS)),
      );
      await untilJobs(rig, client, ({ succeeded = 0 }) => succeeded === run * JOBS);
      sample('run_noop_jobs', (JOBS / (await spanOf(rig, cluster, created))) * 1000);
      await Promise.all(workers.map((child) => rig.end(child)));
    }
  },
};

/** Milliseconds of log time from the first claim after a position to the last success. */
async function spanOf(rig: Rig, cluster: string, after: number): Promise<number> {
  const connection = await rig.connect('bench log reader');
  const log = await openJetStreamLog({ connection, cluster, durability: 'fsync' });
  let first: number | undefined;
  let last = 0;
  for await (const { commit } of log.read(after + 1)) {
    for (const { type } of commit.events) {
      if (type === 'JobClaimed') first ??= commit.at;
      if (type === 'JobSucceeded') last = commit.at;
    }
  }
  await log.close();
  if (first === undefined || last <= first) throw new Error('no job was claimed and succeeded');
  return last - first;
}
