// A service with job control of its own: coordinator and worker in one process, on a file log.
import { createCoordinator } from '@rescind/coordinator';
import { createMemoryBus, sleep } from '@rescind/shared';
import { createSystemPorts, openFileLog } from '@rescind/shared/node';
import { createWorker, defineJob } from '@rescind/worker';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';

const fill = defineJob({
  type: 'fill',
  async resume({ details: { folder, files }, signal, progress }) {
    await mkdir(folder, { recursive: true });
    for (let i = 0; i < files; i++, progress(i / files)) {
      signal.throwIfAborted(); // a CANCEL arrives here
      await writeFile(`${folder}/${i}`, 'something');
    }
  },
  async onFailOrCancel({ details: { folder } }) {
    for (const file of await readdir(folder).catch(() => [])) await rm(`${folder}/${file}`);
    await rm(folder, { recursive: true, force: true });
  },
});

const ports = createSystemPorts();
const bus = createMemoryBus(ports.clock);
const log = await openFileLog({ path: 'jobs.log' });
const coordinator = await createCoordinator({ ...ports, log, bus });
const worker = createWorker({ ...ports, bus, name: 'w1', jobs: [fill] });
await worker.ready();

const [old] = await coordinator.jobs();
const id =
  old?.job_id ?? (await coordinator.create('fill', [{ folder: 'filled', files: 50_000 }]))[0];
while ((await coordinator.job(id)).fraction_completed < 0.1) await sleep(ports.clock, 50);
const receipt = await coordinator.cancel(id);
console.log(receipt.outcome); // requested; after a restart in the middle of the cleanup: too-late
console.log(await receipt.settled()); // canceled

await worker.stop();
await coordinator.stop();
await log.close();
