// How fast a CANCEL reaches the handler, and how fast a new job starts on a cluster that has
// nothing else to do. Client, coordinator and worker are processes of their own; both ends read
// the same clock.
import { decodeIds, type JobId } from '@rescind/shared';
import { atMost, type Family } from '../family.ts';
import { createOverBus, START, WAIT } from '../rig/commands.ts';
import { machineMs, pause } from '../rig/machine-clock.ts';
import { collectNotes } from '../rig/notes.ts';
import { READY_MS } from '../rig/rig.ts';
import { insist, serveCluster, type ServedCluster } from '../rig/served-cluster.ts';
import { p99 } from '../statistics.ts';

const CANCEL_EVERY_MS = 20;
const CANCELS = 500;
const STARTS = 300;
/** The cluster has been idle for so long when the next job is created. */
const IDLE_MS = 15;
const QUICK = 100;
const LATE_MS = 5000;

export const signals: Family = {
  name: 'signals',
  limitMs: 180_000,
  figures: [{ name: 'signal_p99_ms', unit: 'ms', ...atMost(5) }],
  async run({ rig, runs, quick, sample }) {
    const { cluster, client } = await serveCluster(rig, [WAIT]);
    const worker = rig.worker(cluster, 'w1', { slots: 1000 });
    await worker.heard(({ ready }) => ready === true, READY_MS);
    const notes = collectNotes([worker]);
    for (let run = 0; run < runs; run++) {
      const jobs = await create(client, WAIT, quick ? QUICK : CANCELS);
      for (const job of jobs) await notes.of('started', job, READY_MS);
      const took: number[] = [];
      let next = machineMs();
      for (const job of jobs) {
        await pause(next - machineMs());
        next += CANCEL_EVERY_MS;
        const sentAt = machineMs();
        const signal = notes.of('signal', job, LATE_MS);
        await insist(client, { kind: 'ControlJobs', verb: 'cancel', target: { ids: [job] } });
        took.push((await signal).at - sentAt);
      }
      sample('signal_p99_ms', p99(took));
    }
  },
};

export const starts: Family = {
  name: 'starts',
  limitMs: 120_000,
  figures: [{ name: 'create_to_start_p99_ms', unit: 'ms', ...atMost(5) }],
  async run({ rig, runs, quick, sample }) {
    const { cluster, client } = await serveCluster(rig, [START]);
    const worker = rig.worker(cluster, 'w1', { slots: 100 });
    await worker.heard(({ ready }) => ready === true, READY_MS);
    const notes = collectNotes([worker]);
    const start = async (): Promise<number> => {
      await pause(IDLE_MS);
      const sentAt = machineMs();
      const [job] = await create(client, START, 1);
      return (await notes.of('started', job!, LATE_MS)).at - sentAt;
    };
    for (let i = 0; i < QUICK; i++) await start();
    for (let run = 0; run < runs; run++) {
      const took: number[] = [];
      for (let i = 0; i < (quick ? QUICK : STARTS); i++) took.push(await start());
      sample('create_to_start_p99_ms', p99(took));
    }
  },
};

async function create(
  client: ServedCluster['client'],
  type: string,
  count: number,
): Promise<readonly JobId[]> {
  const reply = await insist(client, createOverBus(type, 0, count));
  return reply.kind === 'created' ? decodeIds(reply.jobs) : [];
}
