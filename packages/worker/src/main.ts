// One worker as a process of its own, run by a supervisor: reads its environment, loads its job
// modules, joins the cluster over NATS, and ends within two seconds when its standard input closes.
//
// Environment: RESCIND_NATS_URL; RESCIND_CLUSTER (main), RESCIND_NAME (w1), RESCIND_DATA (.rescind;
// the witness stands in its folder `witness`), RESCIND_JOBS (paths of job modules, separated as in
// PATH), RESCIND_SLOTS (jobs held at once), RESCIND_OBJECTS (folder of the cluster's objects: with
// it this worker runs BACKUP, RESTORE and the other built-in jobs, and needs no RESCIND_JOBS),
// RESCIND_EXTERN (folder that nodelocal:// stands for; `extern` beside the objects by default).
// Standard output, one JSON object a line: {"ready":true,…} with every session it opens. Standard
// error: {"say":…}, and before it ends unasked {"error":…,"name":…}. Exit status 70: a handler
// ignored its signal, so the process had to go; 69: it could not start, and may be tried again.
import { hostname } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { every, type Bus, type Service } from '@rescind/shared';
import { connectNats, createNatsBus } from '@rescind/shared/nats';
import {
  createFileWitness,
  createFolderStorage,
  createSystemPorts,
  superviseProcess,
} from '@rescind/shared/node';
import { startBuiltIn, type BuiltIn } from './built-in.ts';
import { loadJobs } from './load-jobs.ts';
import { createWorker, type Worker } from './worker.ts';

const EXIT_IGNORED_SIGNAL = 70;

/** Handlers get this long to stop: less than the whole stop may take (supervised-process.ts). */
const DRAIN_MS = 1000;
const SESSION_LOOK_MS = 20;

const { clock, ids } = createSystemPorts();

const { print, tell, run } = superviseProcess(process, { clock });

/** Starts everything; what is returned stops it all in order. */
async function start(): Promise<Service> {
  const { env } = process;
  const url = env['RESCIND_NATS_URL'];
  const name = env['RESCIND_NAME'] ?? 'w1';
  const dir = join(env['RESCIND_DATA'] ?? '.rescind', 'witness');
  const modules = (env['RESCIND_JOBS'] ?? '').split(delimiter).filter((path) => path !== '');
  if (url === undefined) throw new Error('RESCIND_NATS_URL is not set: it names the nats-server');
  if (modules.length === 0 && env['RESCIND_OBJECTS'] === undefined) {
    throw new Error('RESCIND_JOBS is not set: it names the modules that define job types');
  }
  const jobs = await loadJobs(modules.map((path) => pathToFileURL(resolve(path)).href));
  const connection = await connectNats({ url, name: `rescind worker ${name}` });
  const slots = env['RESCIND_SLOTS'];
  const bus = createNatsBus(connection);
  const cluster = env['RESCIND_CLUSTER'] ?? 'main';
  const builtIn = builtInOn(bus, cluster);
  const worker = createWorker({
    bus,
    cluster,
    clock,
    ids,
    name,
    jobs: [...jobs, ...(builtIn?.jobs ?? [])],
    host: hostname(),
    pid: process.pid,
    drainMs: DRAIN_MS,
    witness: createFileWitness({
      dir,
      name: `worker-${name}`,
      clock,
      onError: (error) => tell({ say: `its witness could not be written: ${error.message}` }),
    }),
    ...(slots === undefined ? {} : { slots: Number(slots) }),
    // Nothing else stops a handler that does not listen; the session is over already.
    onFatal: (error) => {
      tell({ error: error.message, name: error.name });
      process.exit(EXIT_IGNORED_SIGNAL);
    },
    log: (line) => tell({ say: line }),
  });
  const sessions = tellSessions(worker);
  const stop = async (): Promise<void> => {
    sessions.stop();
    builtIn?.stop();
    await worker.stop();
    await connection.close();
  };
  return { stop, [Symbol.asyncDispose]: stop };
}

/** The built-in jobs, where this process is told where bytes are. */
function builtInOn(bus: Bus, cluster: string): BuiltIn | undefined {
  const dir = process.env['RESCIND_OBJECTS'];
  if (dir === undefined) return undefined;
  const externDir = process.env['RESCIND_EXTERN'] ?? join(dirname(dir), 'extern');
  const storage = createFolderStorage({ dir, externDir });
  return startBuiltIn({ storage, bus, cluster, clock, ids, log: (line) => tell({ say: line }) });
}

function tellSessions(worker: Worker): { stop(): void } {
  let told: string | null = null;
  return every(clock, SESSION_LOOK_MS, () => {
    const { session, state, name } = worker;
    if (state !== 'working' || session === told) return;
    told = session;
    print({ ready: true, name, pid: process.pid, session });
  });
}

await run(start);
