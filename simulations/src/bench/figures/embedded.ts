// What a service that embeds a coordinator gets: single commands, 1,024 in flight, each answered
// when its commit is on disk.
import { decodeIds, type JobId } from '@rescind/shared';
import { atLeast, type Bench, type Family } from '../family.ts';
import { loadCount, loadFor, rate } from '../rig/closed-loop.ts';
import { BY, cancelOne, createOne, detailsOf, NOOP } from '../rig/commands.ts';
import { openEmbedded, type Embedded } from '../rig/embedded.ts';

const IN_FLIGHT = 1024;
const WARM_MS = 500;
const MEASURE_MS = 2000;
const QUICK_MS = 750;

export const createInProcess: Family = {
  name: 'create-in-process',
  limitMs: 120_000,
  figures: [{ name: 'create_inprocess_1024', unit: 'jobs/s', ...atLeast(100_000) }],
  async run({ rig, runs, quick, sample }) {
    for (let run = 0; run < runs; run++) {
      await using embedded = await openEmbedded(rig, [NOOP]);
      const create = (index: number, done: (error?: Error) => void): void =>
        embedded.submit(createOne(index), done);
      await loadFor(IN_FLIGHT, WARM_MS, create);
      const stretch = await loadFor(IN_FLIGHT, quick ? QUICK_MS : MEASURE_MS, create);
      sample('create_inprocess_1024', rate(stretch));
    }
  },
};

/** Jobs that nobody runs yet; their way from requested to reverting goes on meanwhile. */
export const cancelInProcess: Family = {
  name: 'cancel-in-process',
  limitMs: 180_000,
  figures: [{ name: 'cancel_inprocess_1024', unit: 'jobs/s', ...atLeast(100_000) }],
  async run(bench: Bench) {
    const { rig, runs, quick, sample } = bench;
    const warm = quick ? 50_000 : 100_000;
    const count = quick ? 100_000 : 300_000;
    for (let run = 0; run < runs; run++) {
      await using embedded = await openEmbedded(rig, [NOOP]);
      const jobs = await createMany(embedded, warm + count);
      const cancel = (from: number) => (index: number, done: (error?: Error) => void) =>
        embedded.submit(cancelOne(jobs[from + index]!), done);
      await loadCount(IN_FLIGHT, warm, cancel(0));
      const startedAt = performance.now();
      await loadCount(IN_FLIGHT, count, cancel(warm));
      sample('cancel_inprocess_1024', (count / (performance.now() - startedAt)) * 1000);
    }
  },
};

/** Creates jobs in commands of 1,000. */
async function createMany(embedded: Embedded, count: number): Promise<readonly JobId[]> {
  const jobs: JobId[] = [];
  for (let made = 0; made < count; made += 1000) {
    const details = Array.from({ length: 1000 }, (_, i) => detailsOf(made + i));
    const answer = await embedded.carryOut({ kind: 'CreateJobs', jobType: NOOP, details, by: BY });
    if (answer.ok && answer.kind === 'created') jobs.push(...decodeIds(answer.jobs));
  }
  return jobs;
}
