// Job types for the tests over real processes: their details say what they do, so a test decides.
import { once } from 'node:events';
import { appendFile } from 'node:fs/promises';
import { defineJob } from '@rescind/worker';

/** Ends when its signal fires; `note` is a file that hears of every step of its life. */
const hold = defineJob({
  type: 'hold',
  async resume({ details, signal }) {
    await tell(details, 'resumed');
    if (!signal.aborted) await once(signal, 'abort');
    signal.throwIfAborted();
  },
  async onFailOrCancel({ details }) {
    await tell(details, 'reverted');
  },
});

/** Ends at once. */
const noop = defineJob({
  type: 'noop',
  resume: () => undefined,
  onFailOrCancel: () => undefined,
});

async function tell({ note }, word) {
  if (note !== undefined) await appendFile(note, `${word}\n`);
}

// oxlint-disable-next-line import/no-default-export -- how a worker finds a module's jobs
export default [hold, noop];
