// How long a cluster is without what was killed: until a job runs again whose worker was killed,
// and until a command is answered again after the leader was.
import { decodeIds } from '@rescind/shared';
import { atMost, type Family } from '../family.ts';
import { createOverBus, NOOP, WAIT } from '../rig/commands.ts';
import { machineMs, pause } from '../rig/machine-clock.ts';
import { collectNotes } from '../rig/notes.ts';
import { READY_MS } from '../rig/rig.ts';
import { insist, serveCluster } from '../rig/served-cluster.ts';

const TAKEOVER_LIMIT_MS = 30_000;

export const takeover: Family = {
  name: 'takeover',
  limitMs: 240_000,
  figures: [{ name: 'takeover_s', unit: 's', ...atMost(8) }],
  async run({ rig, runs, sample }) {
    const { cluster, client } = await serveCluster(rig, [WAIT]);
    let number = 0;
    const join = async (): Promise<void> => {
      const worker = rig.worker(cluster, `w${++number}`, { slots: 10 });
      notes.add(worker);
      await worker.heard(({ ready }) => ready === true, READY_MS);
    };
    const notes = collectNotes([]);
    await join();
    for (let run = 0; run < runs; run++) {
      await join();
      const reply = await insist(client, createOverBus(WAIT, run, 1));
      const [job] = reply.kind === 'created' ? decodeIds(reply.jobs) : [];
      const { by } = await notes.of('started', job!, READY_MS);
      notes.forget(job!);
      // The next heartbeat is to be anywhere between the last and the one after.
      await pause(1500 * Math.random());
      const killedAt = machineMs();
      await by.kill();
      const { at } = await notes.of('started', job!, TAKEOVER_LIMIT_MS);
      sample('takeover_s', (at - killedAt) / 1000);
    }
  },
};

export const failover: Family = {
  name: 'failover',
  limitMs: 120_000,
  figures: [{ name: 'failover_ms', unit: 'ms', ...atMost(1500) }],
  async run({ rig, runs, sample }) {
    const { cluster, client, coordinator } = await serveCluster(rig, [NOOP]);
    let leader = coordinator;
    for (let run = 0; run < runs; run++) {
      const other = rig.coordinator(cluster, `c${run + 2}`);
      await other.heard(({ role }) => role === 'follower', READY_MS);
      await insist(client, createOverBus(NOOP, 2 * run, 1));
      await pause(500 + 200 * Math.random());
      const killedAt = machineMs();
      await leader.kill();
      await insist(client, createOverBus(NOOP, 2 * run + 1, 1));
      sample('failover_ms', machineMs() - killedAt);
      leader = other;
    }
  },
};
