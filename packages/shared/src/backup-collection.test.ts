import { describe, expect, it } from 'vitest';
import { openCollection } from './backup-collection.ts';
import { BackupDamagedError, type BackupManifest } from './backup-collection/backup-manifest.ts';
import { BackupLockedError } from './backup-collection/lock.ts';
import { subdirOf } from './backup-collection/subdir.ts';
import { UnknownVersionError } from './errors.ts';
import type { JobId } from './job/job-id.ts';
import { ObjectExistsError, type Objects } from './objects.ts';
import { createMemoryObjects } from './objects/memory.ts';

const [one, other] = ['1', '12'] as [JobId, JobId];
const SUBDIR = '2026/01/31-235959.99';

const manifest: BackupManifest = {
  v: 1,
  jobId: one,
  at: Date.UTC(2026, 0, 31, 23, 59, 59, 999),
  databases: ['defaultdb', 'bank'],
  tables: [
    {
      name: 'customers "ä"',
      database: 'bank',
      columns: [{ name: 'id', type: 'INT8', nullable: false, primaryKey: true }],
      rows: 1,
      bytes: 4,
      segments: [{ name: `${SUBDIR}/data/1-1-1`, rows: 1, bytes: 4, sha256: 'a'.repeat(64) }],
    },
  ],
};

async function namesIn(objects: Objects): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { name } of objects.list('')) names.push(name);
  return names;
}

describe('the folder of a backup', () => {
  it('is named after its time, so that later ones sort later', () => {
    const collection = openCollection(createMemoryObjects());
    expect(subdirOf(manifest.at)).toBe(SUBDIR);
    expect(subdirOf(manifest.at + 0.9)).toBe(SUBDIR);
    expect(subdirOf(Date.UTC(2026, 1, 1))).toBe('2026/02/01-000000.00');
    expect(collection.dataName(SUBDIR, one, 3, 4)).toBe(`${SUBDIR}/data/1-3-4`);
  });
});

describe('the lock of a backup', () => {
  it('lets the same job in again, and no other one, whatever has become of it', async () => {
    const objects = createMemoryObjects('nodelocal://1/b');
    const collection = openCollection(objects);
    await collection.claim(SUBDIR, one);
    await collection.claim(SUBDIR, one);
    const refused = collection.claim(SUBDIR, other);
    await expect(refused).rejects.toThrow(BackupLockedError);
    await expect(refused).rejects.toMatchObject({
      message: `nodelocal://1/b/${SUBDIR} already contains a \`BACKUP-LOCK\` file written by job 1`,
      code: '42C01',
      job: one,
    });
    expect(await namesIn(objects)).toEqual([`${SUBDIR}/BACKUP-LOCK-1`]);
    await collection.claim(SUBDIR, one);
    await collection.claim('2026/02/01-000000.00', other);
  });

  it('a job whose id begins like the other is another job', async () => {
    const collection = openCollection(createMemoryObjects());
    await collection.claim(SUBDIR, other);
    await expect(collection.claim(SUBDIR, one)).rejects.toThrow('written by job 12');
  });

  it('of two that come at once at most one is let in, and the refused leave no lock', async () => {
    const inner = createMemoryObjects();
    // Both have looked before either lays its lock.
    let waiting = 0;
    let release = (): void => undefined;
    const bothLooked = new Promise<void>((resolve) => (release = resolve));
    const put: Objects['put'] = async (name, bytes) => {
      if (++waiting === 2) release();
      await bothLooked;
      await inner.put(name, bytes);
    };
    const collection = openCollection({ ...inner, put });
    const outcomes = await Promise.allSettled([
      collection.claim(SUBDIR, one),
      collection.claim(SUBDIR, other),
    ]);
    const letIn = outcomes.filter(({ status }) => status === 'fulfilled').length;
    expect(letIn).toBeLessThanOrEqual(1);
    expect(await namesIn(inner)).toHaveLength(letIn);
  });

  it('a lock that a run before may have been let in with is not taken away', async () => {
    const objects = createMemoryObjects();
    await objects.put(`${SUBDIR}/BACKUP-LOCK-1`, new TextEncoder().encode('1'));
    await objects.put(`${SUBDIR}/BACKUP-LOCK-12`, new TextEncoder().encode('12'));
    await expect(openCollection(objects).claim(SUBDIR, one)).rejects.toThrow(BackupLockedError);
    expect(await namesIn(objects)).toHaveLength(2);
  });
});

describe('the manifest of a backup', () => {
  it('is what makes a folder a backup', async () => {
    const objects = createMemoryObjects();
    const collection = openCollection(objects);
    await collection.claim(SUBDIR, one);
    await objects.put(collection.dataName(SUBDIR, one, 1, 1), new Uint8Array(4));
    expect(await collection.list()).toEqual([]);
    expect(await collection.latest()).toBeUndefined();
    expect(await collection.readManifest(SUBDIR)).toBeUndefined();
    const sha256 = await collection.writeManifest(SUBDIR, manifest);
    expect(await collection.list()).toEqual([SUBDIR]);
    expect(await collection.readManifest(SUBDIR)).toEqual({ manifest, sha256 });
  });

  it('the newest backup is the latest in time, not the one that was written last', async () => {
    const objects = createMemoryObjects();
    const collection = openCollection(objects);
    const subdirs = ['2026/02/01-000000.00', SUBDIR, '2025/12/31-000000.00'];
    for (const subdir of subdirs) await collection.writeManifest(subdir, manifest);
    await objects.put('elsewhere/BACKUP_MANIFEST', new Uint8Array());
    await objects.put(`${SUBDIR}/data/BACKUP_MANIFEST`, new Uint8Array());
    expect(await collection.list()).toEqual(subdirs.toReversed());
    expect(await collection.latest()).toBe('2026/02/01-000000.00');
  });

  it('may be written again, but never another one', async () => {
    const collection = openCollection(createMemoryObjects());
    const sha256 = await collection.writeManifest(SUBDIR, manifest);
    expect(await collection.writeManifest(SUBDIR, manifest)).toBe(sha256);
    const another = collection.writeManifest(SUBDIR, { ...manifest, at: 1 });
    await expect(another).rejects.toThrow(ObjectExistsError);
  });

  it('is damaged by whatever byte is changed, cut off or added', async () => {
    const objects = createMemoryObjects();
    const collection = openCollection(objects);
    await collection.writeManifest(SUBDIR, manifest);
    const name = `${SUBDIR}/BACKUP_MANIFEST`;
    const bytes = (await objects.get(name))!;
    const damaged = [bytes.slice(0, -1), bytes.slice(1), Uint8Array.from([...bytes, 32])];
    for (let at = 0; at < bytes.length; at++) {
      damaged.push(bytes.map((byte, index) => (index === at ? byte ^ 1 : byte)));
    }
    for (const each of damaged) {
      await objects.delete(name);
      await objects.put(name, each);
      await expect(collection.readManifest(SUBDIR)).rejects.toThrow(BackupDamagedError);
    }
  });

  it('of a newer build is not read', async () => {
    const collection = openCollection(createMemoryObjects());
    await collection.writeManifest(SUBDIR, { ...manifest, v: 2 as 1 });
    await expect(collection.readManifest(SUBDIR)).rejects.toThrow(UnknownVersionError);
  });
});
