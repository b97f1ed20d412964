// How long a coordinator process needs from its start until it has folded a log of 1,000,000
// events, each a new job created by a command of its own, and what it holds in memory then.
import { atMost, type Bench, type Family } from '../family.ts';
import { loadCount } from '../rig/closed-loop.ts';
import { createOne, NOOP } from '../rig/commands.ts';
import { openEmbedded } from '../rig/embedded.ts';
import { machineMs, pause } from '../rig/machine-clock.ts';
import type { Rig } from '../rig/rig.ts';

const JOBS = 1_000_000;
/** Commands a commit carries: a moderate load. */
const IN_FLIGHT = 64;
const REPLAY_LIMIT_MS = 60_000;
/** After the start garbage is still to be collected and read buffers to be given back. */
const SETTLE_MS = 3000;

export const replay: Family = {
  name: 'replay',
  limitMs: 300_000,
  figures: [
    { name: 'replay_1m_s', unit: 's', ...atMost(3) },
    { name: 'bytes_per_job', unit: 'bytes', ...atMost(1024) },
  ],
  async run(bench: Bench) {
    const { rig, runs, sample } = bench;
    const cluster = await writeLog(rig);
    for (let run = 0; run < runs; run++) {
      const startedAt = machineMs();
      const coordinator = rig.coordinator(cluster, 'c1');
      await coordinator.heard(({ ready }) => ready === true, REPLAY_LIMIT_MS);
      sample('replay_1m_s', (machineMs() - startedAt) / 1000);
      await coordinator.heard(({ role }) => role === 'leader', REPLAY_LIMIT_MS);
      await pause(SETTLE_MS);
      sample('bytes_per_job', (await coordinator.memory()) / JOBS);
      await rig.end(coordinator);
    }
  },
};

/** A cluster whose log has made the jobs; nobody leads it any more. */
async function writeLog(rig: Rig): Promise<string> {
  await using embedded = await openEmbedded(rig, [NOOP]);
  await loadCount(IN_FLIGHT, JOBS, (index, done) => {
    rig.signal.throwIfAborted();
    embedded.submit(createOne(index), done);
  });
  return embedded.cluster;
}
