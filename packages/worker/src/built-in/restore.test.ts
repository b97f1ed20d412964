import {
  openCollection,
  readManifest,
  readSegments,
  type BackupTable,
  type JobEffect,
  type JobId,
  type RestoreDetails,
  type Row,
  type Segment,
} from '@rescind/shared';
import { describe, expect, test } from 'vitest';
import { markOf, permanent } from '../marks.ts';
import { beginRun, revertOnce, runOnce, type Ran } from '../testing/run-once.ts';
import {
  addTable,
  COLUMNS,
  createSmallCluster,
  namesIn,
  rowsFrom,
  type SmallCluster,
} from '../testing/small-cluster.ts';
import { restoreJob } from './restore.ts';

const URI = 'nodelocal://1/backups';
const SUBDIR = '2026/01/01-000000.00';
const JOB = '1000' as JobId;
const TYPES = COLUMNS.map(({ type }) => type);

interface Backup {
  readonly cluster: SmallCluster;
  readonly details: RestoreDetails;
}

/** A backup of two tables and an empty one, made by another cluster. */
async function startWithBackup(): Promise<Backup> {
  const cluster = createSmallCluster();
  const collection = openCollection(cluster.storage.collection(URI));
  const source = createSmallCluster();
  const tables: BackupTable[] = [];
  const kinds = [
    { name: 'a', rows: rowsFrom(0, 40) },
    { name: 'empty', rows: [] },
    { name: 'b', rows: rowsFrom(100, 9) },
  ];
  for (const [index, { name, rows }] of kinds.entries()) {
    const id = 60 + index;
    const { layers } = await addTable(source, { id, name, layers: [rows], inline: [] });
    const segments: Segment[] = [];
    for (const segment of await readManifest(source.storage.objects, layers[0]!)) {
      const copy = collection.dataName(SUBDIR, '500' as JobId, 1, id * 1000 + segments.length);
      await collection.objects.put(copy, (await source.storage.objects.get(segment.name))!);
      segments.push({ ...segment, name: copy });
    }
    const bytes = segments.reduce((sum, each) => sum + each.bytes, 0);
    tables.push({ name, database: 'd', columns: COLUMNS, rows: rows.length, bytes, segments });
  }
  const manifest = { v: 1, jobId: '500' as JobId, at: 0, databases: ['d'], tables } as const;
  const sha256 = await collection.writeManifest(SUBDIR, manifest);
  const restored = ['b', 'empty', 'a'].map((table) => {
    const index = kinds.findIndex(({ name }) => name === table);
    const { rows, bytes } = tables[index]!;
    return { database: 'n', table, columns: COLUMNS, rows, bytes, index };
  });
  const details = { uri: URI, subdir: SUBDIR, sha256, databases: ['n'], tables: restored };
  return { cluster, details };
}

const jobOf = ({ storage, ...rest }: SmallCluster, checkpointBytes = 1) =>
  restoreJob({ storage, cluster: rest, checkpointBytes });

const start = ({ cluster, details }: Backup, more: Partial<Parameters<typeof runOnce>[1]> = {}) =>
  runOnce(jobOf(cluster), { details, clock: cluster.clock, job: JOB, ...more });

/** What the tables hold if the leader publishes what the run returned. */
async function rowsPublished({ cluster }: Backup, ran: Ran): Promise<readonly (readonly Row[])[]> {
  const effect = ran.result?.effect;
  if (effect?.kind !== 'publish') throw new Error(`no success: ${String(ran.error)}`);
  const { objects } = cluster.storage;
  const tables: Row[][] = [];
  for (const { index, layers } of effect.tables) {
    const rows: Row[] = [];
    for (const layer of layers) {
      const segments = await readManifest(objects, layer);
      for await (const batch of readSegments(objects, TYPES, segments)) rows.push(...batch);
      expect(layer.rows).toBe(rows.length);
    }
    tables[index] = rows;
  }
  return tables;
}

const RESTORED = [rowsFrom(100, 9), [], rowsFrom(0, 40)];

describe('a RESTORE', () => {
  test('prepares its tables first, and publishes all of them at once', async () => {
    const backup = await startWithBackup();
    const seen: (JobEffect | undefined)[] = [];
    const ran = await start(backup, {
      onCheckpoint: (_, effect) => void seen.push(effect),
    });
    expect(seen[0]).toEqual({ kind: 'prepare' });
    expect(seen.slice(1).every((effect) => effect === undefined)).toBe(true);
    expect(await rowsPublished(backup, ran)).toEqual(RESTORED);
    expect(ran.fractions.at(-1)).toBe(1);
  });

  test.each([true, false])(
    'goes on after a crash at any checkpoint, kept: %s, and reads nothing twice',
    async (kept) => {
      const undisturbed = await start(await startWithBackup());
      expect(undisturbed.checkpoints).toBeGreaterThan(10);
      for (let k = 1; k <= undisturbed.checkpoints; k++) {
        const backup = await startWithBackup();
        const first = await start(backup, { stopAt: { checkpoint: k, kept } });
        expect((first.error as Error).name).toBe('AbortError');
        const second = await start(backup, { fence: 7, saved: first.saved });
        // It prepares again, which is nothing; then come the segments that were left.
        const kepts = kept ? k - 1 : Math.max(0, k - 2);
        expect(second.checkpoints).toBe(undisturbed.checkpoints - kepts);
        expect(await rowsPublished(backup, second)).toEqual(RESTORED);
      }
    },
  );

  test('changes hands at every checkpoint and still has every row once', async () => {
    const backup = await startWithBackup();
    let saved: Ran['saved'] = null;
    for (let fence = 1; ; fence++) {
      const ran = await start(backup, { fence, saved, stopAt: { checkpoint: 2, kept: true } });
      saved = ran.saved;
      if (ran.error !== undefined) continue;
      expect(fence).toBeGreaterThan(10);
      expect(await rowsPublished(backup, ran)).toEqual(RESTORED);
      break;
    }
  });

  test('forgets nothing by preparing again', async () => {
    const backup = await startWithBackup();
    const first = await start(backup, { stopAt: { checkpoint: 5, kept: true } });
    const second = await start(backup, {
      fence: 2,
      saved: first.saved,
      stopAt: { checkpoint: 1, kept: true },
    });
    expect(second.saved).toEqual(first.saved);
  });

  test('is not touched by a zombie that writes on after a take-over', async () => {
    const backup = await startWithBackup();
    const first = await start(backup, { stopAt: { checkpoint: 5, kept: true } });
    const second = await start(backup, { fence: 2, saved: first.saved });
    const zombie = await start(backup, { fence: 1 });
    expect(zombie.result?.effect?.kind).toBe('publish');
    expect(await rowsPublished(backup, second)).toEqual(RESTORED);
    const { effect } = second.result!;
    const manifests =
      effect?.kind === 'publish' ? effect.tables.flatMap(({ layers }) => layers) : [];
    expect(manifests.map(({ manifest }) => manifest)).toEqual([
      `jobs/${JOB}/2/manifest-0`,
      `jobs/${JOB}/2/manifest-2`,
    ]);
  });

  test('that is canceled at any checkpoint leaves objects under its own name alone', async () => {
    const { checkpoints } = await start(await startWithBackup());
    for (let k = 1; k <= checkpoints; k++) {
      const backup = await startWithBackup();
      await start(backup, { stopAt: { checkpoint: k, kept: true } });
      const given = { details: backup.details, clock: backup.cluster.clock };
      expect(await revertOnce(jobOf(backup.cluster), given)).toEqual({ effect: { kind: 'drop' } });
      const names = await namesIn(backup.cluster.storage.objects);
      expect(names).toHaveLength(k - 1);
      expect(names.every((name) => name.startsWith(`jobs/${JOB}/`))).toBe(true);
    }
  });

  test('does not begin where the cluster refuses its tables', async () => {
    const backup = await startWithBackup();
    const ran = await start(backup, {
      onCheckpoint: () => {
        throw permanent('relation "n.public.a" already exists');
      },
    });
    expect(markOf(ran.error)).toEqual({ kind: 'permanent' });
    expect((ran.error as Error).message).toContain('already exists');
    expect(await namesIn(backup.cluster.storage.objects)).toEqual([]);
  });

  test('names what is damaged: a segment, the manifest, or all of the backup', async () => {
    const spoil = async (backup: Backup, name: string): Promise<void> => {
      const collection = backup.cluster.storage.collection(URI);
      const bytes = (await collection.get(name))!;
      bytes[bytes.length >> 1]! ^= 1;
      await collection.delete(name);
      await collection.put(name, bytes);
    };
    for (const name of [`${SUBDIR}/data/500-1-60003`, `${SUBDIR}/BACKUP_MANIFEST`]) {
      const backup = await startWithBackup();
      await spoil(backup, name);
      const { error } = await start(backup);
      expect(markOf(error)).toEqual({ kind: 'permanent' });
      expect((error as Error).message).toContain(name);
    }
    const backup = await startWithBackup();
    const details = { ...backup.details, sha256: '0'.repeat(64) };
    const { error } = await start({ ...backup, details });
    expect((error as Error).message).toContain('holds another backup');
    expect(await namesIn(backup.cluster.storage.objects)).toEqual([]);
  });

  test('holds one segment at a time', async () => {
    const backup = await startWithBackup();
    const { storage } = backup.cluster;
    const steps: string[] = [];
    const objects = {
      ...storage.objects,
      put: (name: string, bytes: Uint8Array) => {
        if (!name.includes('manifest')) steps.push('put');
        return storage.objects.put(name, bytes);
      },
    };
    const collection = (uri: string) => {
      const outside = storage.collection(uri);
      const get = (name: string) => {
        if (name.includes('/data/')) steps.push('get');
        return outside.get(name);
      };
      return { ...outside, get };
    };
    const cluster = { ...backup.cluster, storage: { objects, collection } };
    await start({ ...backup, cluster });
    expect(steps.length).toBeGreaterThan(20);
    expect(steps).toEqual(steps.map((_, index) => (index % 2 === 0 ? 'get' : 'put')));
  });

  test('lasts as long as its bytes take at the rate, and stops at once', async () => {
    const backup = await startWithBackup();
    const { cluster, details } = backup;
    const bytes = details.tables.reduce((sum, each) => sum + each.bytes, 0);
    cluster.settings.set('kv.bulk_io_write.max_rate', bytes / 10);
    const running = beginRun(restoreJob({ storage: cluster.storage, cluster }), {
      details,
      clock: cluster.clock,
      job: JOB,
    });
    let ran: Ran | undefined;
    void running.ended.then((ended) => (ran = ended));
    await cluster.clock.advanceAsync(9900);
    expect(ran).toBeUndefined();
    await cluster.clock.advanceAsync(200);
    expect(await rowsPublished(backup, ran!)).toEqual(RESTORED);
    expect(ran!.checkpoints).toBeLessThanOrEqual(11);

    const other = beginRun(jobOf(cluster), {
      details,
      clock: cluster.clock,
      job: '2000' as JobId,
    });
    await cluster.clock.advanceAsync(3050);
    other.stop();
    expect(((await other.ended).error as Error).name).toBe('AbortError');
  });

  test('is paused by a full disk, and tried again after other trouble with it', async () => {
    const marks = [];
    for (const code of ['ENOSPC', 'EIO']) {
      const backup = await startWithBackup();
      const { storage } = backup.cluster;
      const fails = () => Promise.reject(Object.assign(new Error(`${code}: no`), { code }));
      const objects = { ...storage.objects, put: fails };
      const collection = (uri: string) => storage.collection(uri);
      const cluster = { ...backup.cluster, storage: { objects, collection } };
      marks.push(markOf((await start({ ...backup, cluster })).error)?.kind);
    }
    expect(marks).toEqual(['pause', 'retry']);
  });
});
