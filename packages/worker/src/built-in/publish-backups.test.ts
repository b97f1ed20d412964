import {
  createMemoryStorage,
  openCollection,
  sealManifest,
  type JobId,
  type Publication,
  type Storage,
} from '@rescind/shared';
import { describe, expect, test } from 'vitest';
import { createSmallCluster, namesIn, type SmallCluster } from '../testing/small-cluster.ts';
import { pendingName } from './backup/pending-manifest.ts';
import { startPublisher } from './publish-backups.ts';

const URI = 'nodelocal://1/backups';
const SUBDIR = '2026/01/01-000000.00';
const JOB = '1000' as JobId;

const SEALED = sealManifest({ v: 1, jobId: JOB, at: 5, databases: ['d'], tables: [] });
const DUE: Publication = {
  job: JOB,
  uri: URI,
  subdir: SUBDIR,
  sha256: SEALED.sha256,
  rows: 0,
  bytes: 0,
};
const PENDING = pendingName(SUBDIR, JOB, SEALED.sha256);

/** A backup whose run has ended. */
async function startCopied(): Promise<SmallCluster> {
  const cluster = createSmallCluster();
  await cluster.storage.collection(URI).put(PENDING, SEALED.bytes);
  return cluster;
}

function publisherOf(cluster: SmallCluster, storage: Storage = cluster.storage) {
  const lines: string[] = [];
  const log = (line: string): void => void lines.push(line);
  const publisher = startPublisher({ storage, board: cluster, clock: cluster.clock, log });
  return { ...publisher, lines };
}

const found = (cluster: SmallCluster) =>
  openCollection(cluster.storage.collection(URI)).readManifest(SUBDIR);

describe('backups are published', () => {
  test('when they are on the list in the log, and not before', async () => {
    const cluster = await startCopied();
    const publisher = publisherOf(cluster);
    await cluster.clock.advanceAsync(10_000);
    expect(await found(cluster)).toBeUndefined();
    cluster.due.set(JOB, DUE);
    await cluster.clock.advanceAsync(4100);
    expect(await found(cluster)).toMatchObject({ sha256: SEALED.sha256, manifest: { at: 5 } });
    expect(cluster.due.size).toBe(0);
    expect(await namesIn(cluster.storage.collection(URI))).toEqual([`${SUBDIR}/BACKUP_MANIFEST`]);
    publisher.stop();
  });

  test('within a moment by a worker that expects one', async () => {
    const cluster = await startCopied();
    const publisher = publisherOf(cluster);
    await cluster.clock.advanceAsync(4010);
    publisher.expect();
    await cluster.clock.advanceAsync(200);
    cluster.due.set(JOB, DUE);
    await cluster.clock.advanceAsync(60);
    expect(await found(cluster)).toBeDefined();
    publisher.stop();
  });

  test('by another worker, wherever the first one died', async () => {
    const steps = ['put', 'published', 'delete'] as const;
    for (const step of steps) {
      const cluster = await startCopied();
      cluster.due.set(JOB, DUE);
      const die = () => new Promise<never>(() => undefined);
      const collection = (uri: string) => {
        const objects = cluster.storage.collection(uri);
        return { ...objects, ...(step === 'published' ? {} : { [step]: die }) };
      };
      const dying = {
        ...cluster,
        ...(step === 'published' ? { published: die } : {}),
      } as SmallCluster;
      const first = publisherOf(dying, { ...cluster.storage, collection });
      await cluster.clock.advanceAsync(4100);
      first.stop();
      const second = publisherOf(cluster);
      await cluster.clock.advanceAsync(4100);
      expect(await found(cluster)).toMatchObject({ sha256: SEALED.sha256 });
      expect(cluster.due.size).toBe(0);
      expect(second.lines).toEqual([]);
      second.stop();
    }
  });

  test('once, though two workers do it, one of them hours later', async () => {
    const cluster = await startCopied();
    const stale = { ...cluster, publications: async () => [DUE] } as SmallCluster;
    cluster.due.set(JOB, DUE);
    const publishers = [publisherOf(cluster), publisherOf(stale)];
    await cluster.clock.advanceAsync(12_000);
    expect(await found(cluster)).toMatchObject({ sha256: SEALED.sha256 });
    expect(await namesIn(cluster.storage.collection(URI))).toEqual([`${SUBDIR}/BACKUP_MANIFEST`]);
    for (const publisher of publishers) {
      expect(publisher.lines).toEqual([]);
      publisher.stop();
    }
  });

  test('never from other bytes than those of the digest; it is said once', async () => {
    const other = sealManifest({ v: 1, jobId: JOB, at: 6, databases: [], tables: [] });
    for (const bytes of [new TextEncoder().encode('{"v":1}'), other.bytes, undefined]) {
      const cluster = createSmallCluster(createMemoryStorage());
      if (bytes !== undefined) await cluster.storage.collection(URI).put(PENDING, bytes);
      cluster.due.set(JOB, DUE);
      const publisher = publisherOf(cluster);
      await cluster.clock.advanceAsync(12_000);
      expect(await found(cluster)).toBeUndefined();
      expect(cluster.due.size).toBe(1);
      expect(publisher.lines).toHaveLength(1);
      expect(publisher.lines[0]).toContain(PENDING);
      publisher.stop();
    }
  });
});
