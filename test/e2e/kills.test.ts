// Processes killed with SIGKILL in the middle of real work: nothing that was answered is lost, a
// CANCEL given meanwhile ends in `canceled`, and of the half-written output nothing is left.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { encodeIds, decodeIds, resultOf, type JobId, type JobRow } from '@rescind/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, TEST_JOBS, type Cluster } from './cluster.ts';
import { onNats } from './needs.ts';
import { moment, ROOT } from './program.ts';

/** RESCIND_FULL=1 kills each kind of process twenty times. */
const ROUNDS = process.env['RESCIND_FULL'] === '1' ? 20 : 3;
/** Enough to be in the middle for some seconds. */
const FILES = 1500;
const EXAMPLE = join(ROOT, 'examples/convert-folder.mjs');

const VICTIMS = ['leader', 'worker of the job', 'nats-server'] as const;
type Victim = (typeof VICTIMS)[number];

describe.runIf(onNats.runs)(
  `killed in the middle of a job${onNats.note},`,
  { timeout: ROUNDS * 30_000 },
  () => {
    let cluster: Cluster;
    let work: string;
    let ledger: Ledger;
    let outputs = 0;

    beforeAll(async () => {
      cluster = await startCluster({ args: ['--jobs', EXAMPLE, '--jobs', TEST_JOBS] });
      work = cluster.dataDir;
      const made = spawnSync(process.execPath, [
        join(ROOT, 'examples/make-input.mjs'),
        ...[join(work, 'input'), String(FILES), '200'],
      ]);
      if (made.status !== 0) throw new Error(String(made.stderr));
      // A killed worker's jobs go to another one sooner than by default.
      await cluster.sql(
        "SET CLUSTER SETTING jobs.session.heartbeat = '300ms'",
        "SET CLUSTER SETTING jobs.session.ttl = '1500ms'",
      );
      ledger = keepLedger(cluster);
    }, 60_000);
    afterAll(async () => {
      await ledger.stop();
      await cluster.clear();
    }, 30_000);

    /** Starts a conversion, kills when it is halfway, cancels at once, looks at what is left. */
    async function killOnce(victim: Victim): Promise<void> {
      const output = join(work, `output-${++outputs}`);
      const [job] = await create(cluster, 'convert-folder', { input: join(work, 'input'), output });
      await moment('the job is halfway', () => filesIn(work, output).length > 10);
      const pid = await pidOf(cluster, victim, job!);
      process.kill(pid, 'SIGKILL');
      const reply = await cluster.client.command({
        kind: 'ControlJobs',
        verb: 'cancel',
        target: { ids: [job!] },
      });
      expect(reply).toMatchObject({ ok: true, kind: 'controlled', count: 1 });
      const ended = await moment(
        `job ${job} has ended`,
        async () => {
          const [row] = await rowsOf(cluster, [job!]);
          return /^(canceled|succeeded|failed)$/.test(row?.status ?? '') && row;
        },
        25_000,
      );
      expect(ended).toMatchObject({ status: 'canceled' });
      expect(leftovers(work, output), 'what is left of the output').toEqual([]);
      await moment('everybody is back', () => isWhole(cluster, pid), 25_000);
    }

    it.each(VICTIMS)(`the %s: ${ROUNDS} times`, async (victim) => {
      for (let round = 1; round <= ROUNDS; round++) await killOnce(victim);
    });

    it('and every command that was answered all the while is still true', async () => {
      const { answered } = await ledger.stop();
      expect(answered.length).toBeGreaterThan(ROUNDS);
      await cluster.client.query({ kind: 'Settled', idList: encodeIds(answered), waitMs: 10_000 });
      const rows = await rowsOf(cluster, answered);
      expect(rows).toHaveLength(answered.length);
      expect(rows.filter(({ status }) => status !== 'succeeded')).toEqual([]);
    });
  },
);

async function create(cluster: Cluster, type: string, details: object): Promise<readonly JobId[]> {
  const reply = await cluster.client.command({
    kind: 'CreateJobs',
    type,
    details: [details as { [key: string]: string }],
  });
  if (!reply.ok || reply.kind !== 'created') throw new Error(JSON.stringify(reply));
  return decodeIds(reply.jobs);
}

async function rowsOf(cluster: Cluster, ids: readonly JobId[]): Promise<readonly JobRow[]> {
  const rows: JobRow[] = [];
  for (let after: string | undefined; ;) {
    const page = { kind: 'Jobs', idList: encodeIds(ids.toSorted()) } as const;
    const reply = await cluster.client.query(after === undefined ? page : { ...page, after });
    if (!reply.ok) throw new Error(reply.error.message);
    const { rows: more, next } = resultOf(reply, 'Jobs');
    rows.push(...more);
    if (next === undefined) return rows;
    after = next;
  }
}

async function pidOf(cluster: Cluster, victim: Victim, job: JobId): Promise<number> {
  if (victim === 'leader') return (await cluster.leader()).pid;
  const { nats, workers } = await cluster.file();
  if (victim === 'nats-server') return nats!.pid!;
  const [row] = await rowsOf(cluster, [job]);
  return workers.find(({ name }) => name === row?.coordinator_id)!.pid!;
}

/** True when all coordinators answer and all workers have a session, none being the killed. */
async function isWhole(cluster: Cluster, killed: number): Promise<boolean> {
  const { client } = cluster;
  const { nats } = await cluster.file();
  const coordinators = await client.rollCall(100);
  const reply = await client.query({ kind: 'Status' });
  const sessions = reply.ok ? resultOf(reply, 'Status').status.sessions : [];
  return (
    coordinators.length === 2 &&
    coordinators.some(({ role }) => role === 'leader') &&
    sessions.length === 3 &&
    [...coordinators, ...sessions, nats].every((each) => each?.pid !== killed)
  );
}

/** The output, or what a run or a revert has in hand of it. */
function leftovers(work: string, output: string): readonly string[] {
  return readdirSync(work).filter((name) => {
    const path = join(work, name);
    return path === output || path.startsWith(`${output}.`);
  });
}

function filesIn(work: string, output: string): readonly string[] {
  return leftovers(work, output).flatMap((name) => {
    const folder = join(work, name);
    return existsSync(folder) ? readdirSync(folder) : [];
  });
}

interface Ledger {
  /** Stops asking; the jobs whose creation was answered. The second call waits for the first. */
  readonly stop: () => Promise<{ readonly answered: readonly JobId[] }>;
}

/** Creates one small job after the other, and remembers those that were answered. */
function keepLedger(cluster: Cluster): Ledger {
  const answered: JobId[] = [];
  const stopping = new AbortController();
  const asking = (async () => {
    while (!stopping.signal.aborted)
      answered.push(...(await create(cluster, 'noop', {}).catch(() => [])));
  })();
  return {
    async stop() {
      stopping.abort();
      await asking;
      return { answered };
    },
  };
}
