// What clients in other processes get: single commands against bare echoes of messages of the same
// size, with the same client, in turns; and many jobs a request.
import { atLeast, atLeastTimes, type Bench, type Family } from '../family.ts';
import { loadFor, NO_LOAD, promised, rate, together } from '../rig/closed-loop.ts';
import { createOverBus, NOOP } from '../rig/commands.ts';
import { insist, serveCluster, serveEcho } from '../rig/served-cluster.ts';

const IN_FLIGHT = 256;
const SLICES = 4;
const SLICE_MS = 500;
const QUICK_SLICE_MS = 250;

export const createOverNats: Family = {
  name: 'create-over-nats',
  limitMs: 120_000,
  figures: [
    { name: 'nats_echo_256', unit: 'requests/s' },
    { name: 'create_nats_256', unit: 'jobs/s', ...atLeastTimes(0.5, 'nats_echo_256') },
  ],
  async run({ rig, runs, quick, sample }) {
    const echo = await serveEcho(rig);
    const sliceMs = quick ? QUICK_SLICE_MS : SLICE_MS;
    const echoed = promised((i) => insist(echo.client, createOverBus(NOOP, i, 1)));
    for (let run = 0; run < runs; run++) {
      const { client, coordinator } = await serveCluster(rig, [NOOP]);
      const created = promised((i) => insist(client, createOverBus(NOOP, i, 1)));
      await loadFor(IN_FLIGHT, sliceMs, echoed);
      await loadFor(IN_FLIGHT, sliceMs, created);
      let echoes = NO_LOAD;
      let creates = NO_LOAD;
      for (let slice = 0; slice < SLICES; slice++) {
        echoes = together(echoes, await loadFor(IN_FLIGHT, sliceMs, echoed));
        creates = together(creates, await loadFor(IN_FLIGHT, sliceMs, created));
      }
      sample('nats_echo_256', rate(echoes));
      sample('create_nats_256', rate(creates));
      await rig.end(coordinator);
    }
  },
};

/** Jobs a request, and requests under way: the best of those tried, see docs/performance.md. */
const BATCH = 1000;
const BATCHES_IN_FLIGHT = 4;

export const createBatches: Family = {
  name: 'create-batches',
  limitMs: 120_000,
  figures: [{ name: 'create_nats_batch', unit: 'jobs/s', ...atLeast(200_000) }],
  async run({ rig, runs, quick, sample, remark }: Bench) {
    remark(`${BATCH} jobs a request, ${BATCHES_IN_FLIGHT} requests in flight`);
    for (let run = 0; run < runs; run++) {
      const { client, coordinator } = await serveCluster(rig, [NOOP]);
      const create = promised((i) => insist(client, createOverBus(NOOP, i * BATCH, BATCH)));
      await loadFor(BATCHES_IN_FLIGHT, quick ? 250 : 500, create);
      const stretch = await loadFor(BATCHES_IN_FLIGHT, quick ? 750 : 2000, create);
      sample('create_nats_batch', rate(stretch) * BATCH);
      await rig.end(coordinator);
    }
  },
};
