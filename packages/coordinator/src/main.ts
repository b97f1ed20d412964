// One coordinator as a process of its own, run by a supervisor: reads its environment, follows the
// log on NATS, contends for the lead, and ends within two seconds when its standard input closes.
//
// Environment: RESCIND_NATS_URL; RESCIND_CLUSTER (main), RESCIND_NAME (c1), RESCIND_DATA
// (./.rescind; the witness stands in its folder `witness`), RESCIND_DURABILITY (`fsync` or
// `no-fsync`: what the server's acknowledgement is worth), RESCIND_OBJECTS (the folder of the
// cluster's objects, which are swept only where it is set).
// Standard output, one JSON object a line: {"ready":true,…} once it serves, {"role":…} with every
// change of its role. Standard error: {"progress":…} while it folds the log, {"say":…}, and before
// it ends unasked {"error":…,"name":…}. Exit status 65: on this log, or with this clock, it may not
// lead, and starting it again would not help; 69: it could not start, and may be tried again.
import { join } from 'node:path';
import { every, isSubjectWord, type Service } from '@rescind/shared';
import {
  connectNats,
  createNatsBus,
  createNatsRegister,
  openJetStreamLog,
} from '@rescind/shared/nats';
import {
  createFileWitness,
  createFolderObjects,
  createSystemPorts,
  superviseProcess,
} from '@rescind/shared/node';
import { createCoordinator, type Coordinator } from './coordinator.ts';

const ROLE_LOOK_MS = 50;
const PROGRESS_EVERY_MS = 250;

const { clock, ids } = createSystemPorts();

const { print, tell, fail, run } = superviseProcess(process, { clock, isFinal });

/** Errors that say: not on this log, not with this build, not on this machine. */
const FINAL = new Set([
  'LogDamagedError',
  'LogMisconfiguredError',
  'UnfitError',
  'UnknownVersionError',
  'WitnessDamagedError',
]);

function isFinal(error: Error): boolean {
  return FINAL.has(error.name) || error.message.startsWith('invariant violated');
}

function tellError(error: Error): void {
  tell({ say: `its witness could not be written: ${error.message}` });
}

/** Starts everything; what is returned stops it all in order. */
async function start(): Promise<Service> {
  const { env } = process;
  const url = env['RESCIND_NATS_URL'];
  const cluster = env['RESCIND_CLUSTER'] ?? 'main';
  const id = env['RESCIND_NAME'] ?? 'c1';
  const dir = join(env['RESCIND_DATA'] ?? '.rescind', 'witness');
  const objects = env['RESCIND_OBJECTS'] ?? '';
  const durability = env['RESCIND_DURABILITY'] === 'fsync' ? 'fsync' : 'no-fsync';
  if (url === undefined) throw new Error('RESCIND_NATS_URL is not set: it names the nats-server');
  for (const [name, word] of Object.entries({ RESCIND_CLUSTER: cluster, RESCIND_NAME: id })) {
    if (!isSubjectWord(word)) {
      throw new Error(`${name} may hold letters, digits, "-" and "_", 64 at most, not "${word}"`);
    }
  }

  const connection = await connectNats({ url, name: `rescind coordinator ${id}` });
  const log = await openJetStreamLog({ connection, cluster, durability });
  const coordinator = await createCoordinator({
    log,
    bus: createNatsBus(connection),
    clock,
    ids,
    cluster,
    id,
    register: createNatsRegister({ connection, cluster }),
    witness: createFileWitness({ dir, name: `coordinator-${id}`, clock, onError: tellError }),
    ...(objects === '' ? {} : { objects: createFolderObjects(objects) }),
    pid: process.pid,
    onProgress: tellProgress(),
    onUnfit: fail,
    say: (line) => tell({ say: line }),
  });
  print({ ready: true, id, pid: process.pid, cluster, position: coordinator.position });
  const roles = tellRoles(coordinator);
  const stop = async (): Promise<void> => {
    roles.stop();
    await coordinator.stop();
    await log.close();
    await connection.close();
  };
  return { stop, [Symbol.asyncDispose]: stop };
}

function tellProgress(): (folded: number) => void {
  let toldAt = clock.monotonic();
  return (folded) => {
    const now = clock.monotonic();
    if (now - toldAt < PROGRESS_EVERY_MS) return;
    toldAt = now;
    tell({ progress: folded });
  };
}

/** Tells every change of role, and ends the process when its clock bars it from the lead. */
function tellRoles(coordinator: Coordinator): { stop(): void } {
  let told = '';
  return every(clock, ROLE_LOOK_MS, () => {
    const { role, term, position, reason } = coordinator.status();
    if (role !== 'leader' && reason !== undefined) {
      const error = new Error(`coordinator ${coordinator.id} does not lead: ${reason}`);
      error.name = 'UnfitError';
      return fail(error);
    }
    if (`${role} ${term}` === told) return;
    told = `${role} ${term}`;
    print({ role, term, position });
  });
}

await run(start);
