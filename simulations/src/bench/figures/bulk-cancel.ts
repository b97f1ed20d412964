// One CANCEL of 100,000 jobs, of which a worker runs 1,000: until it is answered, and until every
// one of them is canceled, its cleanup included.
import { decodeIds, type EventLog } from '@rescind/shared';
import { openJetStreamLog } from '@rescind/shared/nats';
import { atMost, type Family } from '../family.ts';
import { WAIT } from '../rig/commands.ts';
import { createJobs, untilJobs } from '../rig/many-jobs.ts';
import { READY_MS } from '../rig/rig.ts';
import { insist, serveCluster } from '../rig/served-cluster.ts';

const JOBS = 100_000;
const WORKERS = 2;
const CLAIMED = 1000;

export const bulkCancel: Family = {
  name: 'bulk-cancel',
  limitMs: 240_000,
  figures: [
    { name: 'bulk_cancel_100k_ms', unit: 'ms', ...atMost(250) },
    { name: 'bulk_settled_ms', unit: 'ms' },
  ],
  async run({ rig, runs, sample }) {
    const { cluster, client } = await serveCluster(rig, [WAIT]);
    for (let i = 1; i <= WORKERS; i++) {
      const worker = rig.worker(cluster, `w${i}`, { slots: CLAIMED / WORKERS });
      await worker.heard(({ ready }) => ready === true, READY_MS);
    }
    const connection = await rig.connect('bench log reader');
    const log = await openJetStreamLog({ connection, cluster, durability: 'fsync' });
    for (let run = 1; run <= runs; run++) {
      const idList = await createJobs(client, WAIT, JOBS);
      await untilJobs(rig, client, ({ held }) => held === CLAIMED);
      const before = client.position;
      const sentAt = performance.now();
      const reply = await insist(client, {
        kind: 'ControlJobs',
        verb: 'cancel',
        target: { idList },
      });
      const answered = performance.now() - sentAt;
      await untilJobs(rig, client, ({ canceled = 0 }) => canceled === run * JOBS);
      sample('bulk_cancel_100k_ms', answered);
      sample('bulk_settled_ms', performance.now() - sentAt);
      const commits = await commitsOfCancel(log, before, reply.position);
      if (commits.length !== 1 || commits[0] !== JOBS) {
        throw new Error(`the CANCEL is not one commit of ${JOBS} jobs, but: ${commits.join(', ')}`);
      }
    }
    await log.close();
  },
};

/** How many jobs each commit between the two positions cancels, of those that cancel any. */
async function commitsOfCancel(log: EventLog, after: number, to: number): Promise<number[]> {
  const out: number[] = [];
  for (let n = after + 1; n <= to; n++) {
    const recorded = await log.get(n);
    const named = (recorded?.commit.events ?? []).flatMap((event) =>
      event.type === 'JobCancelRequested' ? decodeIds(event.jobs) : [],
    );
    if (named.length > 0) out.push(named.length);
  }
  return out;
}
