// How much of what server and disk allow the coordinator gives: commands in this process with a
// fixed number in flight, so that each commit carries so many, against bare publishes of as many
// bytes. One append is in flight on both sides; they are measured in turns.
import type { Commit } from '@rescind/shared';
import { atLeast, type Bench, type Family } from '../family.ts';
import { loadFor, NO_LOAD, rate, together } from '../rig/closed-loop.ts';
import { createOne, NOOP } from '../rig/commands.ts';
import { openEmbedded, type Embedded } from '../rig/embedded.ts';
import { openRawPublisher } from '../rig/raw-publisher.ts';

/** Each run is cut in slices that take turns, so that a disturbance meets both. */
const SLICES = 4;
const SLICE_MS = 500;
const QUICK_SLICE_MS = 250;

export const groupCommit: readonly Family[] = [64, 256, 1024].map((batch) => ({
  name: `group-commit-${batch}`,
  limitMs: 120_000,
  figures: [
    { name: `raw_publish_${batch}`, unit: 'events/s' },
    { name: `inprocess_${batch}`, unit: 'commands/s', ...(batch === 1024 ? atLeast(100_000) : {}) },
    { name: `share_of_raw_${batch}`, unit: 'ratio', ...(batch === 64 ? atLeast(0.5) : {}) },
  ],
  run: (bench) => measure(bench, batch),
}));

async function measure(bench: Bench, batch: number): Promise<void> {
  const { rig, runs, quick, sample } = bench;
  const sliceMs = quick ? QUICK_SLICE_MS : SLICE_MS;
  const connection = await rig.connect('bench raw publisher');
  const raw = await openRawPublisher(connection, `RAW_${batch}`);
  for (let run = 0; run < runs; run++) {
    // A new cluster each time: the first run is not to be the one with the smallest state.
    await using embedded = await openEmbedded(rig, [NOOP]);
    const create = (index: number, done: (error?: Error) => void): void =>
      embedded.submit(createOne(index), done);
    await loadFor(batch, sliceMs, create);
    const bytes = await commitOf(embedded, batch);
    if (run === 0) bench.remark(`a commit of ${batch} commands takes ${bytes.length} bytes`);
    await loadFor(1, sliceMs / 2, (_, done) => raw.publish(bytes, done));
    let published = NO_LOAD;
    let decided = NO_LOAD;
    for (let slice = 0; slice < SLICES; slice++) {
      const messages = await loadFor(1, sliceMs, (_, done) => raw.publish(bytes, done));
      published = together(published, messages);
      decided = together(decided, await loadFor(batch, sliceMs, create));
    }
    const rawRate = rate(published) * batch;
    sample(`raw_publish_${batch}`, rawRate);
    sample(`inprocess_${batch}`, rate(decided));
    sample(`share_of_raw_${batch}`, rate(decided) / rawRate);
  }
}

/** The bytes of a commit that carries `batch` commands, as the log has stored them. */
async function commitOf({ coordinator, log }: Embedded, batch: number): Promise<Uint8Array> {
  for (let n = coordinator.position; n > 0; n--) {
    const recorded = await log.get(n);
    if (recorded === undefined || jobsMadeIn(recorded.commit) !== batch) continue;
    return new TextEncoder().encode(JSON.stringify(recorded.commit));
  }
  throw new Error(`no commit carries ${batch} commands`);
}

/** Commands that make one job each share an event. */
function jobsMadeIn({ events }: Commit): number {
  let jobs = 0;
  for (const event of events) if (event.type === 'JobCreated') jobs += event.details.length;
  return jobs;
}
