// BACKUP and RESTORE interrupted in the middle. The leader killed: both go on under the next and
// succeed. A worker frozen in a write, and woken when its job was given to another, canceled and
// cleaned up: what it goes on to write is seen by nobody, and removed.
import { readFileSync, statSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import { join } from 'node:path';
import { resultOf, type JobId } from '@rescind/shared';
import type { Session } from '@rescind/sql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  begin,
  beginAndHold,
  cancel,
  COLLECTION,
  databasesOf,
  dataFilesOf,
  ended,
  fingerprintIn,
  FULL_SPEED,
  IS_FULL,
  jobOf,
  objectsDir,
  objectsOf,
  openBank,
  setRate,
  workerOf,
  type Bank,
} from './bank.ts';
import type { Cluster } from './cluster.ts';
import { onNats } from './needs.ts';
import { moment } from './program.ts';

const ROUNDS = IS_FULL ? 5 : 1;
const RESTORE = `RESTORE DATABASE bank FROM LATEST IN '${COLLECTION}' WITH new_db_name = 'copy'`;

describe.runIf(onNats.runs)(
  `BACKUP and RESTORE interrupted${onNats.note}`,
  { timeout: ROUNDS * 60_000 },
  () => {
    let bank: Bank;
    beforeAll(async () => {
      bank = await openBank();
    }, 60_000);
    afterAll(() => bank.cluster.clear(), 30_000);

    /** Kills the leader while the job is held in the middle, and lets it go on under the next. */
    async function killLeaderUnder(job: JobId): Promise<void> {
      const { cluster, session } = bank;
      const { pid, term } = await cluster.leader();
      process.kill(pid, 'SIGKILL');
      await moment('another coordinator leads', async () => (await cluster.leader()).term > term);
      expect(await jobOf(cluster, job)).toMatchObject({ status: 'running' });
      await setRate(session, FULL_SPEED);
      expect(await ended(cluster, job)).toMatchObject({ status: 'succeeded' });
      await moment('both coordinators are there', async () => {
        const there = await cluster.client.rollCall(100);
        return there.length === 2 && there.every((each) => each.pid !== pid);
      });
    }

    it(`by SIGKILL of the leader go on under the next and succeed (${ROUNDS} times)`, async () => {
      const { cluster, session, fingerprint } = bank;
      for (let round = 1; round <= ROUNDS; round++) {
        const backup = `BACKUP DATABASE bank INTO '${COLLECTION}' WITH detached`;
        const restore =
          `RESTORE DATABASE bank FROM LATEST IN '${COLLECTION}' ` +
          `WITH new_db_name = 'copy${round}', detached`;
        await killLeaderUnder(
          await beginAndHold(session, backup, (job) => dataFilesOf(cluster, job).length),
        );
        await killLeaderUnder(
          await beginAndHold(session, restore, (job) => objectsOf(cluster, job).length),
        );
        expect(await fingerprintIn(session, `copy${round}.accounts`)).toBe(fingerprint);
      }
    });

    it.each(Array.from({ length: ROUNDS }, (_, index) => index + 1))(
      'by a worker frozen in a write: what it writes after the CANCEL is removed unseen (%i)',
      async () => {
        const { cluster, session } = bank;
        await setRate(session, '1MiB');
        const job = await begin(session, `${RESTORE}, DETACHED`);
        await moment('the job has written a segment', () => objectsOf(cluster, job).length > 0);
        const frozen = await workerOf(cluster, job);
        const half = await freezeInWrite(cluster, frozen.pid);
        const written = objectsOf(cluster, job);
        const [fence] = new Set(written.map(fenceIn));

        await moment('another worker goes on with it', async () => {
          const others = objectsOf(cluster, job).filter((name) => fenceIn(name) !== fence);
          const { coordinator_id: worker } = await jobOf(cluster, job);
          return others.length > 0 && worker !== null && worker !== frozen.name;
        });
        await cancel(cluster, job);
        expect(await ended(cluster, job)).toMatchObject({ status: 'canceled' });
        await moment('it is cleaned up', () => objectsOf(cluster, job).length === 0);
        expect(namesOf(half), 'names of the frozen write').toBe(1);

        // The sweep is held back for as long as it takes to see that there was something to sweep.
        await setSweep(session, '1h');
        process.kill(frozen.pid, 'SIGCONT');
        const late = await moment('the write is done', () => objectsOf(cluster, job)[0]);
        expect(written).not.toContain(late);
        expect(fenceIn(late)).toBe(fence);
        await setSweep(session, '300ms');
        await moment('what it wrote is removed', () => objectsOf(cluster, job).length === 0);
        await moment('it is back with another session', () => hasSession(cluster, frozen.pid));
        expect(await jobOf(cluster, job)).toMatchObject({ status: 'canceled' });
        expect(await databasesOf(session)).not.toContain('copy');
        expect(objectsOf(cluster, job)).toEqual([]);
      },
    );

    it('and RESTORE under that name succeeds afterwards', async () => {
      const { session, fingerprint } = bank;
      await setRate(session, FULL_SPEED);
      await session.execute(RESTORE);
      expect(await fingerprintIn(session, 'copy.accounts')).toBe(fingerprint);
    });
  },
);

/** The execution that wrote an object, by its name below the job's. */
function fenceIn(name: string): string {
  return name.slice(0, name.indexOf('/'));
}

async function setSweep(session: Session, interval: string): Promise<void> {
  await session.execute(`SET CLUSTER SETTING jobs.objects.sweep_interval = '${interval}'`);
}

/**
 * Stops the process while it writes an object: its bytes are in a file aside, which has no name as
 * an object yet. Returns the file's path.
 */
async function freezeInWrite({ dataDir }: Cluster, pid: number): Promise<string> {
  const folder = objectsDir(dataDir);
  for await (const { filename } of watch(folder)) {
    if (filename?.startsWith('~') !== true) continue;
    process.kill(pid, 'SIGSTOP');
    await moment('the process stands still', () => isStopped(pid));
    const file = join(folder, filename);
    if (namesOf(file) === 1) return file;
    // It was done already: the next one is to be caught.
    process.kill(pid, 'SIGCONT');
  }
  throw new Error('the folder of objects is gone');
}

/** How many names a file has; 0 when it is gone. */
function namesOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.nlink ?? 0;
}

function isStopped(pid: number): boolean {
  return /^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}

/** Whether the process has a session again; it opens another one when it finds its own lost. */
async function hasSession({ client }: Cluster, pid: number): Promise<boolean> {
  const reply = await client.query({ kind: 'Status' });
  if (!reply.ok) return false;
  return resultOf(reply, 'Status').status.sessions.some((session) => session.pid === pid);
}
