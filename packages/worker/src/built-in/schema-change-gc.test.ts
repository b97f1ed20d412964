import type { GcDetails, JobId } from '@rescind/shared';
import { describe, expect, test } from 'vitest';
import { beginRun, runOnce } from '../testing/run-once.ts';
import {
  addTable,
  createSmallCluster,
  namesIn,
  rowsFrom,
  type SmallCluster,
} from '../testing/small-cluster.ts';
import { schemaChangeGcJob } from './schema-change-gc.ts';

/** Two tables, one of which was dropped in commit 40. */
async function startWithDropped(): Promise<{ cluster: SmallCluster; details: GcDetails }> {
  const cluster = createSmallCluster();
  const layers = [rowsFrom(0, 20), rowsFrom(20, 20)];
  const dropped = await addTable(cluster, { id: 60, name: 'a', layers, inline: [] });
  await addTable(cluster, { id: 61, name: 'b', layers, inline: [] });
  const details = { tables: [{ id: 60, layers: dropped.layers }], job: null, droppedIn: 40 };
  return { cluster, details };
}

const jobOf = ({ storage }: Pick<SmallCluster, 'storage'>) => schemaChangeGcJob({ storage });

describe('SCHEMA CHANGE GC', () => {
  test('removes the objects of the dropped table and of no other', async () => {
    const { cluster, details } = await startWithDropped();
    const others = await namesIn(cluster.storage.objects, 'inserts/61');
    const ran = await runOnce(jobOf(cluster), { details, clock: cluster.clock });
    expect(ran.result).toEqual({ effect: { kind: 'cleared' } });
    expect(await namesIn(cluster.storage.objects)).toEqual(others);
    expect(jobOf(cluster).cancelable).toBe(false);
  });

  test('removes all objects of a canceled RESTORE, whichever run wrote them', async () => {
    const cluster = createSmallCluster();
    const { objects } = cluster.storage;
    for (const name of ['jobs/77/1/1', 'jobs/77/1/manifest-0', 'jobs/77/3/1', 'jobs/770/1/1']) {
      await objects.put(name, new Uint8Array([1]));
    }
    const details: GcDetails = {
      tables: [{ id: 60, layers: [] }],
      job: '77' as JobId,
      droppedIn: 3,
    };
    const ran = await runOnce(jobOf(cluster), { details, clock: cluster.clock });
    expect(ran.result).toEqual({ effect: { kind: 'cleared' } });
    expect(await namesIn(objects)).toEqual(['jobs/770/1/1']);
  });

  test('stops as soon as it is asked to, in the middle of a layer', async () => {
    const { cluster, details } = await startWithDropped();
    const { storage } = cluster;
    const before = (await namesIn(storage.objects)).length;
    const objects = {
      ...storage.objects,
      delete(name: string) {
        running.stop();
        return storage.objects.delete(name);
      },
    };
    const job = jobOf({ storage: { ...storage, objects } });
    const running = beginRun(job, { details, clock: cluster.clock });
    expect(((await running.ended).error as Error).name).toBe('AbortError');
    expect(await namesIn(storage.objects)).toHaveLength(before - 1);
  });

  test('goes on after a crash at any deletion', async () => {
    const { cluster: whole, details: same } = await startWithDropped();
    const all = (await namesIn(whole.storage.objects, 'inserts/60')).length;
    expect(same.tables).toHaveLength(1);
    for (let k = 0; k < all; k++) {
      const { cluster, details } = await startWithDropped();
      const { storage } = cluster;
      let left = k;
      const objects = {
        ...storage.objects,
        delete: (name: string) =>
          left-- > 0 ? storage.objects.delete(name) : Promise.reject(new Error('killed')),
      };
      const broken = jobOf({ storage: { ...storage, objects } });
      const first = await runOnce(broken, { details, clock: cluster.clock });
      expect(first.error).toEqual(new Error('killed'));
      await runOnce(jobOf(cluster), { details, clock: cluster.clock });
      expect(await namesIn(storage.objects, 'inserts/60')).toEqual([]);
    }
  });

  test('does not believe a damaged manifest', async () => {
    const { cluster, details } = await startWithDropped();
    const { objects } = cluster.storage;
    const { manifest } = details.tables[0]!.layers[0]!;
    const text = new TextDecoder().decode(await objects.get(manifest)).replaceAll('/60-', '/61-');
    await objects.delete(manifest);
    await objects.put(manifest, new TextEncoder().encode(text));
    const others = await namesIn(objects, 'inserts/61');
    const ran = await runOnce(jobOf(cluster), { details, clock: cluster.clock });
    expect(ran.result).toEqual({ effect: { kind: 'cleared' } });
    expect(await namesIn(objects, 'inserts/61')).toEqual(others);
  });
});
