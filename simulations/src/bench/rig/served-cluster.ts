// Clusters of real processes, up to the point where they take commands.
import { MESSAGE_VERSION, subjects, type Client, type WorkerRequest } from '@rescind/shared';
import { createNatsBus } from '@rescind/shared/nats';
import type { Child } from './child.ts';
import { ids, READY_MS, type Rig } from './rig.ts';

export interface ServedCluster {
  readonly cluster: string;
  readonly coordinator: Child;
  readonly client: Client;
}

/** One coordinator process that leads, and a client; jobs of `types` can be created. */
export async function serveCluster(rig: Rig, types: readonly string[]): Promise<ServedCluster> {
  const cluster = rig.newCluster();
  const coordinator = rig.coordinator(cluster, 'c1');
  await coordinator.heard(({ role }) => role === 'leader', READY_MS);
  await announceTypes(rig, cluster, types);
  return { cluster, coordinator, client: await rig.client(cluster) };
}

/** Makes job types known as a worker does that joins and leaves again. */
async function announceTypes(rig: Rig, cluster: string, types: readonly string[]): Promise<void> {
  const connection = await rig.connect('bench announcer');
  const bus = createNatsBus(connection);
  const ask = (request: WorkerRequest): Promise<string> =>
    bus.request(subjects(cluster).session, JSON.stringify(request), { timeoutMs: READY_MS });
  const session = ids.next();
  const hello = {
    id: session,
    worker: 'bench',
    pid: process.pid,
    host: 'localhost',
    types: types.map((name) => ({ name, cancelable: true })),
    slots: 1,
  };
  for (const request of [
    { v: MESSAGE_VERSION, kind: 'open', hello },
    { v: MESSAGE_VERSION, kind: 'end', session, reason: 'left' },
  ] as const) {
    const reply = await ask(request);
    if (!reply.includes('"ok":true')) throw new Error(`the leader refuses a session: ${reply}`);
  }
}

/** An echo responder where a coordinator would be, and a client of it. */
export async function serveEcho(rig: Rig): Promise<{ readonly client: Client }> {
  const cluster = rig.newCluster();
  const echo = rig.start('echo', new URL('../echo/main.js', import.meta.url), {
    RESCIND_CLUSTER: cluster,
  });
  await echo.heard(({ ready }) => ready === true, READY_MS);
  return { client: await rig.client(cluster) };
}

/** Sends one command and insists on success. */
export async function insist(
  client: Client,
  command: Parameters<Client['command']>[0],
): Promise<Extract<Awaited<ReturnType<Client['command']>>, { readonly ok: true }>> {
  const reply = await client.command(command);
  if (!reply.ok) throw new Error(`${command.kind} was refused: ${reply.error.message}`);
  return reply;
}
