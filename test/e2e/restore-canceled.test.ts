// RESTORE canceled at random moments, its worker killed in some of them: the name is free again,
// one GC job has removed what was written, and nothing of it is left.
import { setTimeout as delay } from 'node:timers/promises';
import {
  createSeededRandom,
  parseJobId,
  SCHEMA_CHANGE_GC,
  type ClusterEvent,
  type GcDetails,
  type JobId,
  type Random,
} from '@rescind/shared';
import { openJetStreamLog } from '@rescind/shared/nats';
import type { Session } from '@rescind/sql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  begin,
  cancel,
  COLLECTION,
  databasesOf,
  ended,
  fingerprintIn,
  FULL_SPEED,
  historyOf,
  IS_FULL,
  objectsOf,
  openBank,
  setRate,
  workerOf,
  type Bank,
} from './bank.ts';
import type { Cluster } from './cluster.ts';
import { onNats } from './needs.ts';
import { moment } from './program.ts';

const ROUNDS = IS_FULL ? 50 : 6;
/** Rounds in which the worker that has the job is killed, spread over all of them. */
const KILLS = IS_FULL ? 10 : 2;
const SEED = process.env['RESCIND_SEED'] ?? String(Math.floor(Math.random() * 2 ** 32));
/** At the rate of the test a RESTORE takes four seconds. */
const RATE = '1MiB';
const LATE_MS = IS_FULL ? 3000 : 1500;
/** Before or while it makes its database and tables. */
const EARLY_MS = 8;
const RESTORE = `RESTORE DATABASE bank FROM LATEST IN '${COLLECTION}' WITH new_db_name = 'copy'`;

describe.runIf(onNats.runs)(
  `RESTORE canceled ${ROUNDS} times at random (RESCIND_SEED=${SEED})${onNats.note}`,
  { timeout: ROUNDS * 20_000 },
  () => {
    const random = createSeededRandom(SEED);
    /** By RESTORE: whether it had made its database and tables. */
    const canceled = new Map<JobId, boolean>();
    let bank: Bank;
    beforeAll(async () => {
      bank = await openBank();
      await bank.session.execute(`BACKUP DATABASE bank INTO '${COLLECTION}'`);
      await setRate(bank.session, RATE);
    }, 60_000);
    afterAll(() => bank.cluster.clear(), 30_000);

    /** What holds once a canceled RESTORE has ended; `known` GC jobs were there before. */
    async function leavesNothing(job: JobId, known: number): Promise<void> {
      const { cluster, session } = bank;
      expect(await ended(cluster, job)).toMatchObject({ status: 'canceled' });
      const prepared = (await historyOf(session, job)).includes('TableCreated');
      canceled.set(job, prepared);
      const gcJobs = await gcJobsOf(session);
      expect(gcJobs.length - known, `GC jobs; prepared: ${prepared}`).toBe(prepared ? 1 : 0);
      for (const gc of gcJobs) {
        expect(await ended(cluster, gc)).toMatchObject({ status: 'succeeded' });
      }
      expect(await databasesOf(session)).not.toContain('copy');
      const tables = session.execute('SHOW TABLES FROM copy');
      await expect(tables).rejects.toMatchObject({ code: '3D000' });
      await moment('nothing of it is left', () => objectsOf(cluster, job).length === 0);
    }

    it.each(rounds(random))('%s', async (_, { afterMs, kill, waitMs }) => {
      const { cluster, session } = bank;
      const known = (await gcJobsOf(session)).length;
      const job = await begin(session, `${RESTORE}, DETACHED`);
      // Not waited for anything: the moment is the one that was drawn.
      await delay(afterMs);
      const worker = kill === undefined ? undefined : await workerOf(cluster, job);
      if (kill === 'before') {
        process.kill(worker!.pid, 'SIGKILL');
        await delay(waitMs);
      }
      await cancel(cluster, job);
      if (kill === 'after') {
        await delay(waitMs);
        process.kill(worker!.pid, 'SIGKILL');
      }
      await leavesNothing(job, known);
    });

    it('before it has made its tables, which needs no GC job', async () => {
      const { cluster, session } = bank;
      const known = (await gcJobsOf(session)).length;
      await moment('every worker runs', () => everyWorker(cluster, 'SIGSTOP'));
      const job = await begin(session, `${RESTORE}, DETACHED`);
      await cancel(cluster, job);
      await everyWorker(cluster, 'SIGCONT');
      await leavesNothing(job, known);
      expect(await historyOf(session, job)).not.toContain('DatabaseCreated');
      expect(canceled.get(job), 'whether it had made tables').toBe(false);
    });

    it('and the log names one GC job for each RESTORE that had made tables', async () => {
      const { cluster } = bank;
      const restores = [...canceled.keys()];
      expect(restores).toHaveLength(ROUNDS + 1);
      const prepared = restores.filter((job) => canceled.get(job));
      const orders = await gcOrders(cluster);
      expect(orders).toHaveLength(prepared.length);
      expect(new Set(orders)).toEqual(new Set(prepared));
      expect(restores.flatMap((job) => objectsOf(cluster, job))).toEqual([]);
    });

    it('and RESTORE under that name succeeds in the end', async () => {
      const { session, fingerprint } = bank;
      await setRate(session, FULL_SPEED);
      await session.execute(RESTORE);
      expect(await fingerprintIn(session, 'copy.accounts')).toBe(fingerprint);
      expect(await fingerprintIn(session, 'bank.accounts')).toBe(fingerprint);
    });
  },
);

interface Round {
  /** From the answer that it was made to the CANCEL, or to the kill before it. */
  readonly afterMs: number;
  /** Whether the worker is killed before or after the CANCEL, and how long lies between. */
  readonly kill: 'before' | 'after' | undefined;
  readonly waitMs: number;
}

/** Every third CANCEL comes early, when the job is only about to make its tables. */
function rounds(random: Random): readonly (readonly [title: string, Round])[] {
  const every = ROUNDS / KILLS;
  return Array.from({ length: ROUNDS }, (_, index) => {
    const isKill = Math.floor((index + 1) / every) > Math.floor(index / every);
    const afterMs = Math.round(random.next() * (index % 3 === 0 ? EARLY_MS : LATE_MS));
    const side = random.next() < 0.5 ? 'before' : 'after';
    const waitMs = Math.round(random.next() * 50);
    const how = isKill ? `, its worker killed ${waitMs} ms ${side} it` : '';
    const title = `${index + 1}: after ${afterMs} ms${how}`;
    return [title, { afterMs, kill: isKill ? side : undefined, waitMs }];
  });
}

/** False when one does not run just now. */
async function everyWorker(cluster: Cluster, signal: 'SIGSTOP' | 'SIGCONT'): Promise<boolean> {
  const pids = (await cluster.file()).workers.map(({ pid }) => pid);
  if (pids.includes(null)) return false;
  for (const pid of pids) process.kill(pid!, signal);
  return true;
}

async function gcJobsOf(session: Session): Promise<readonly JobId[]> {
  const [result] = await session.execute(
    `SELECT job_id FROM [SHOW JOBS] WHERE job_type = '${SCHEMA_CHANGE_GC}'`,
  );
  return (result?.rows ?? []).map(([id]) => parseJobId(String(id))!);
}

/** Of every GC job in the log the job whose objects it has to remove. */
async function gcOrders({ connection }: Cluster): Promise<readonly (JobId | null)[]> {
  const log = await openJetStreamLog({ connection, cluster: 'main', durability: 'fsync' });
  const orders: (JobId | null)[] = [];
  for await (const { commit } of log.read(1)) orders.push(...commit.events.flatMap(ordersIn));
  await log.close();
  return orders;
}

function ordersIn(event: ClusterEvent): readonly (JobId | null)[] {
  if (event.type !== 'JobCreated' || event.jobType !== SCHEMA_CHANGE_GC) return [];
  return (event.details as unknown as readonly GcDetails[]).map(({ job }) => job);
}
