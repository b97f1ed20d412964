// Job types for the tests over real processes: their details say what they do, so a test decides.
import { appendFile } from 'node:fs/promises';
import { defineJob } from '@rescind/worker';

/** Ends when its signal fires; `note` is a file that hears of every step of its life. */
const hold = defineJob({
  type: 'hold',
  async resume({ details, signal }) {
    await tell(details, 'resumed');
    await new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      if (signal.aborted) reject(signal.reason);
    });
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

export default [hold, noop];
