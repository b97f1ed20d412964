import {
  openCollection,
  readSegments,
  type BackupDetails,
  type JobId,
  type Row,
} from '@rescind/shared';
import { describe, expect, test } from 'vitest';
import { markOf } from '../marks.ts';
import { revertOnce, runOnce, type Ran } from '../testing/run-once.ts';
import {
  addTable,
  COLUMNS,
  createSmallCluster,
  namesIn,
  rowsFrom,
  type SmallCluster,
} from '../testing/small-cluster.ts';
import { backupJob } from './backup.ts';
import { startPublisher } from './publish-backups.ts';

const URI = 'nodelocal://1/backups';
const AT = 1_767_225_600_000;
const SUBDIR = '2026/01/01-000000.00';
const JOB = '1000' as JobId;

const DETAILS: BackupDetails = {
  uri: URI,
  subdir: SUBDIR,
  at: AT,
  targets: {},
  databases: ['d', 'e'],
  tables: [
    { id: 60, database: 'd', table: 'a', layers: 2, inline: 3 },
    { id: 61, database: 'd', table: 'b', layers: 1, inline: 0 },
    { id: 62, database: 'e', table: 'empty', layers: 0, inline: 0 },
  ],
};

const ROWS = {
  a: [...rowsFrom(0, 30), ...rowsFrom(30, 10), ...rowsFrom(40, 3)],
  b: rowsFrom(0, 8),
};

/** Tables that have got more since the backup began. */
async function startCluster(): Promise<SmallCluster> {
  const cluster = createSmallCluster();
  await addTable(cluster, {
    id: 60,
    name: 'a',
    layers: [rowsFrom(0, 30), rowsFrom(30, 10), rowsFrom(900, 5)],
    inline: rowsFrom(40, 5),
  });
  await addTable(cluster, { id: 61, name: 'b', layers: [rowsFrom(0, 8)], inline: rowsFrom(9, 1) });
  await addTable(cluster, { id: 62, name: 'empty', layers: [], inline: [] });
  return cluster;
}

const jobOf = (cluster: SmallCluster, checkpointBytes = 1) =>
  backupJob({ storage: cluster.storage, cluster, checkpointBytes });

/** What the leader does with the success, and the publisher with what the leader says. */
async function publish(cluster: SmallCluster, ran: Ran): Promise<void> {
  const effect = ran.result?.effect;
  if (effect?.kind !== 'backed-up') throw new Error(`no success: ${String(ran.error)}`);
  const { sha256, rows, bytes } = effect;
  cluster.due.set(JOB, { job: JOB, uri: URI, subdir: SUBDIR, sha256, rows, bytes });
  const lines: string[] = [];
  const publisher = startPublisher({
    storage: cluster.storage,
    board: cluster,
    clock: cluster.clock,
    log: (line) => lines.push(line),
  });
  await cluster.clock.advanceAsync(5000);
  publisher.stop();
  expect(lines).toEqual([]);
}

async function rowsOfBackup(cluster: SmallCluster): Promise<Readonly<Record<string, Row[]>>> {
  const collection = openCollection(cluster.storage.collection(URI));
  const found = await collection.readManifest(SUBDIR);
  if (found === undefined) throw new Error('there is no backup');
  const rows: Record<string, Row[]> = {};
  for (const table of found.manifest.tables) {
    const types = table.columns.map(({ type }) => type);
    rows[table.name] = [];
    for await (const batch of readSegments(collection.objects, types, table.segments)) {
      rows[table.name]!.push(...batch);
    }
    expect(table.rows).toBe(rows[table.name]!.length);
  }
  return rows;
}

const manifestOf = (cluster: SmallCluster) =>
  openCollection(cluster.storage.collection(URI)).readManifest(SUBDIR);

describe('a BACKUP', () => {
  test('holds the rows that the tables had when it was made', async () => {
    const cluster = await startCluster();
    await publish(
      cluster,
      await runOnce(jobOf(cluster), { details: DETAILS, clock: cluster.clock }),
    );
    expect(await rowsOfBackup(cluster)).toEqual({ ...ROWS, empty: [] });
    const { manifest } = (await manifestOf(cluster))!;
    expect(manifest).toMatchObject({ v: 1, jobId: JOB, at: AT, databases: ['d', 'e'] });
    expect(manifest.tables.map(({ columns }) => columns)).toEqual([COLUMNS, COLUMNS, COLUMNS]);
    expect(cluster.due.size).toBe(0);
    const names = await namesIn(cluster.storage.collection(URI));
    expect(names.filter((name) => name.includes('manifest-'))).toEqual([]);
  });

  test('has no manifest before its success is in the log', async () => {
    const cluster = await startCluster();
    const ran = await runOnce(jobOf(cluster), { details: DETAILS, clock: cluster.clock });
    expect(ran.result?.effect).toMatchObject({ kind: 'backed-up', rows: 51 });
    expect(await manifestOf(cluster)).toBeUndefined();
  });

  test.each([true, false])(
    'goes on after a crash at any checkpoint, kept: %s, without copying again',
    async (kept) => {
      const undisturbed = await runOnce(jobOf(await startCluster()), {
        details: DETAILS,
        clock: createSmallCluster().clock,
      });
      expect(undisturbed.checkpoints).toBeGreaterThan(10);
      for (let k = 1; k <= undisturbed.checkpoints; k++) {
        const cluster = await startCluster();
        const given = { details: DETAILS, clock: cluster.clock };
        const first = await runOnce(jobOf(cluster), {
          ...given,
          fence: 1,
          stopAt: { checkpoint: k, kept },
        });
        expect((first.error as Error).name).toBe('AbortError');
        const second = await runOnce(jobOf(cluster), { ...given, fence: 4, saved: first.saved });
        expect(second.checkpoints).toBe(undisturbed.checkpoints - k + (kept ? 0 : 1));
        const [before, after] = [first.fractions.at(-1)!, second.fractions[0] ?? 1];
        expect(kept ? after > before || after === 1 : after === before).toBe(true);
        const bytesDone = (ran: Ran) =>
          ran.result?.effect?.kind === 'backed-up' ? ran.result.effect.bytes : Number.NaN;
        expect(bytesDone(second)).toBe(bytesDone(undisturbed));
        await publish(cluster, second);
        expect(await rowsOfBackup(cluster)).toEqual({ ...ROWS, empty: [] });
      }
    },
  );

  test('changes hands at every checkpoint and still is one backup', async () => {
    const cluster = await startCluster();
    let saved = null as Ran['saved'];
    for (let fence = 1; ; fence++) {
      const stopAt = { checkpoint: 1, kept: true };
      const given = { details: DETAILS, clock: cluster.clock, fence, saved, stopAt };
      const ran = await runOnce(jobOf(cluster), given);
      saved = ran.saved;
      if (ran.error !== undefined) continue;
      expect(fence).toBeGreaterThan(10);
      await publish(cluster, ran);
      break;
    }
    expect(await rowsOfBackup(cluster)).toEqual({ ...ROWS, empty: [] });
  });

  test('keeps a checkpoint that does not grow with its segments', async () => {
    const cluster = createSmallCluster();
    await addTable(cluster, { id: 60, name: 'a', layers: [rowsFrom(0, 4000)], inline: [] });
    const tables = [{ id: 60, database: 'd', table: 'a', layers: 1, inline: 0 }];
    const details = { ...DETAILS, tables };
    const ran = await runOnce(jobOf(cluster), { details, clock: cluster.clock });
    expect(ran.checkpoints).toBeGreaterThan(900);
    expect(ran.checkpointLength).toBeLessThan(50);
    expect(ran.fractions.at(-1)).toBe(1);
    expect(ran.fractions).toEqual([...ran.fractions].sort((a, b) => a - b));
  });

  test('that is canceled at any checkpoint is none, and leaves data and lock', async () => {
    const { checkpoints } = await runOnce(jobOf(await startCluster()), {
      details: DETAILS,
      clock: createSmallCluster().clock,
    });
    for (let k = 1; k <= checkpoints; k++) {
      const cluster = await startCluster();
      const given = { details: DETAILS, clock: cluster.clock };
      await runOnce(jobOf(cluster), { ...given, stopAt: { checkpoint: k, kept: true } });
      for (let times = 0; times < 2; times++) {
        expect(await revertOnce(jobOf(cluster), given)).toEqual({ effect: { kind: 'drop' } });
      }
      const collection = cluster.storage.collection(URI);
      expect(await openCollection(collection).list()).toEqual([]);
      const names = await namesIn(collection);
      expect(names).toContain(`${SUBDIR}/BACKUP-LOCK-${JOB}`);
      expect(names.filter((name) => name.includes('/data/'))).toHaveLength(k);
      expect(names).toHaveLength(k + 1);
    }
  });

  test('is not touched by a zombie that ends after it', async () => {
    const cluster = await startCluster();
    const given = { details: DETAILS, clock: cluster.clock };
    const first = await runOnce(jobOf(cluster), {
      ...given,
      stopAt: { checkpoint: 5, kept: true },
    });
    await publish(
      cluster,
      await runOnce(jobOf(cluster), { ...given, fence: 2, saved: first.saved }),
    );
    const before = await manifestOf(cluster);
    // It knows nothing of the stop, and of its own checkpoints after it only that they were sent.
    const zombie = await runOnce(jobOf(cluster), { ...given, fence: 1 });
    expect(zombie.result?.effect?.kind).toBe('backed-up');
    await cluster.clock.advanceAsync(5000);
    expect(await manifestOf(cluster)).toEqual(before);
    expect(await rowsOfBackup(cluster)).toEqual({ ...ROWS, empty: [] });
  });

  test('fails for good where another job has the folder', async () => {
    const cluster = await startCluster();
    const given = { details: DETAILS, clock: cluster.clock };
    await runOnce(jobOf(cluster), { ...given, job: '999' as JobId });
    const { error } = await runOnce(jobOf(cluster), given);
    expect(markOf(error)).toEqual({ kind: 'permanent' });
    expect((error as Error).message).toBe(
      `${URI}/${SUBDIR} already contains a \`BACKUP-LOCK\` file written by job 999`,
    );
  });

  test('names the segment that is damaged', async () => {
    const cluster = await startCluster();
    const name = 'inserts/60-1/2';
    await cluster.storage.objects.delete(name);
    await cluster.storage.objects.put(name, new TextEncoder().encode('[1,"x"]\n'));
    const { error } = await runOnce(jobOf(cluster), { details: DETAILS, clock: cluster.clock });
    expect(markOf(error)).toEqual({ kind: 'permanent' });
    expect((error as Error).message).toContain(name);
  });
});
