// One thread of a campaign: runs the seeds it is sent, one after the other. A run poisons the
// globals of its thread, and of its thread only.
import { parentPort } from 'node:worker_threads';
import { runSeed } from './run-seed.ts';

parentPort?.on('message', (seed: string) => {
  runSeed(seed).then(
    (result) => parentPort?.postMessage(result),
    (error: unknown) => {
      // Not a violation but a broken simulator: the thread's end is the campaign's.
      queueMicrotask(() => {
        throw error;
      });
    },
  );
});
