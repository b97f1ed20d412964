// How long one lone command takes until it is answered, against a lone publish of as many bytes to
// the same server: both are on disk by then. Taken in turns, one request in flight.
import { atMostTimes, type Family } from '../family.ts';
import { createOverBus, NOOP } from '../rig/commands.ts';
import { openRawPublisher, type RawPublisher } from '../rig/raw-publisher.ts';
import { insist, serveCluster } from '../rig/served-cluster.ts';
import { p99 } from '../statistics.ts';

/** Requests of one turn, and turns of one run. */
const TURN = 100;
const TURNS = 20;
const QUICK_TURNS = 6;
/** About the commit of one command: event, request record and frame. */
const COMMIT_BYTES = 700;

export const latency: Family = {
  name: 'latency',
  limitMs: 120_000,
  figures: [
    { name: 'raw_p99_ms', unit: 'ms' },
    { name: 'answer_p99_ms', unit: 'ms', ...atMostTimes(8, 'raw_p99_ms') },
  ],
  async run({ rig, runs, quick, sample }) {
    const { client } = await serveCluster(rig, [NOOP]);
    const raw = await openRawPublisher(await rig.connect('bench raw publisher'), 'RAW_ONE');
    const bytes = new Uint8Array(COMMIT_BYTES).fill('x'.charCodeAt(0));
    const publish = (): Promise<void> => published(raw, bytes);
    let created = 0;
    const create = (): Promise<unknown> => insist(client, createOverBus(NOOP, created++, 1));
    await times(TURN, publish);
    await times(TURN, create);
    for (let run = 0; run < runs; run++) {
      const raws: number[] = [];
      const answers: number[] = [];
      for (let turn = 0; turn < (quick ? QUICK_TURNS : TURNS); turn++) {
        raws.push(...(await times(TURN, publish)));
        answers.push(...(await times(TURN, create)));
      }
      sample('raw_p99_ms', p99(raws));
      sample('answer_p99_ms', p99(answers));
    }
  },
};

function published(raw: RawPublisher, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    raw.publish(bytes, (error) => (error === undefined ? resolve() : reject(error)));
  });
}

/** Milliseconds of each of `count` calls, one after another. */
async function times(count: number, call: () => Promise<unknown>): Promise<number[]> {
  const out: number[] = [];
  for (let i = 0; i < count; i++) {
    const startedAt = performance.now();
    await call();
    out.push(performance.now() - startedAt);
  }
  return out;
}
