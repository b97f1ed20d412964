// Many jobs at once, and the wait until they are where they shall be.
import {
  encodeIds,
  decodeIds,
  type Client,
  type IdList,
  type JobId,
  type JobStatus,
} from '@rescind/shared';
import { createOverBus } from './commands.ts';
import { pause } from './machine-clock.ts';
import type { Rig } from './rig.ts';
import { insist } from './served-cluster.ts';

const BATCH = 1000;

/** Creates jobs of one type, a thousand a request, and returns the list of their ids. */
export async function createJobs(client: Client, type: string, count: number): Promise<IdList> {
  const ids: JobId[] = [];
  for (let made = 0; made < count; made += BATCH) {
    const reply = await insist(client, createOverBus(type, made, Math.min(BATCH, count - made)));
    if (reply.kind === 'created') ids.push(...decodeIds(reply.jobs));
  }
  return encodeIds(ids);
}

/** How many jobs of the cluster have a status, and how many are claimed. */
export async function countJobs(
  client: Client,
): Promise<{ readonly [status in JobStatus]?: number } & { readonly held: number }> {
  const reply = await client.query({ kind: 'Status' });
  if (!reply.ok || reply.result.kind !== 'Status') throw new Error('no status of the cluster');
  const { jobs, sessions } = reply.result.status;
  return { ...jobs, held: sessions.reduce((sum, session) => sum + session.held, 0) };
}

/** Asks every few milliseconds until the counts fit; ends with the rig. */
export async function untilJobs(
  rig: Rig,
  client: Client,
  fit: (counts: Awaited<ReturnType<typeof countJobs>>) => boolean,
): Promise<void> {
  while (!fit(await countJobs(client))) {
    rig.signal.throwIfAborted();
    await pause(10);
  }
}
