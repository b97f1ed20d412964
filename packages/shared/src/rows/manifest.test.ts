import { describe, expect, it } from 'vitest';
import { UnknownVersionError } from '../errors.ts';
import { ObjectExistsError } from '../objects.ts';
import { createMemoryObjects } from '../objects/memory.ts';
import type { Segment } from '../rows.ts';
import {
  decodeManifest,
  layerOf,
  ManifestDamagedError,
  readManifest,
  writeManifest,
} from './manifest.ts';

const segments: readonly Segment[] = [
  { name: 'jobs/1/1/1', rows: 10, bytes: 100, sha256: 'a'.repeat(64) },
  { name: 'jobs/1/1/2', rows: 3, bytes: 30, sha256: 'b'.repeat(64) },
];

describe('a manifest', () => {
  it('holds the segments, and the log its name, digest and counts', async () => {
    const objects = createMemoryObjects();
    const layer = await writeManifest(objects, 'jobs/1/1/manifest-7', segments);
    const manifest = 'jobs/1/1/manifest-7';
    expect(layer).toMatchObject({ manifest, rows: 13, bytes: 130, segments: 2 });
    expect(await readManifest(objects, layer)).toEqual(segments);
    expect(await writeManifest(objects, manifest, segments)).toEqual(layer);
  });

  it('can be empty', async () => {
    const objects = createMemoryObjects();
    const layer = await writeManifest(objects, 'empty', []);
    expect(layer).toMatchObject({ rows: 0, bytes: 0, segments: 0 });
    expect(await readManifest(objects, layer)).toEqual([]);
  });

  it('is never written over by another one', async () => {
    const objects = createMemoryObjects();
    await writeManifest(objects, 'm', segments);
    await expect(writeManifest(objects, 'm', [])).rejects.toThrow(ObjectExistsError);
  });

  it('that is gone, or is not the one the log speaks of, is named', async () => {
    const objects = createMemoryObjects();
    const layer = await writeManifest(objects, 'm', segments);
    const other = readManifest(objects, { ...layer, sha256: '0'.repeat(64) });
    await expect(other).rejects.toThrow(ManifestDamagedError);
    await expect(other).rejects.toMatchObject({ object: 'm' });
    await objects.delete('m');
    await expect(readManifest(objects, layer)).rejects.toThrow('the manifest m is gone');
  });

  it('of a newer build is not read', async () => {
    const objects = createMemoryObjects();
    const bytes = new TextEncoder().encode('{"v":2,"segments":[]}');
    await objects.put('m', bytes);
    const reading = readManifest(objects, layerOf('m', [], bytes));
    await expect(reading).rejects.toThrow(UnknownVersionError);
    expect(() => decodeManifest(bytes)).toThrow('version 2');
  });
});
