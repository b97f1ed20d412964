// A manifest: the segments of rows that were written together, as one object. The log holds only
// its name, its digest and its counts, for ten thousand segments would not fit into a commit.
import type { Layer } from '../catalog/descriptor.ts';
import { UnknownVersionError } from '../errors.ts';
import { sha256 } from '../event-log/sha256.ts';
import type { Objects } from '../objects.ts';
import type { Segment } from '../rows.ts';

/** The manifest is gone or is not the one that the log speaks of. Names the object. */
export class ManifestDamagedError extends Error {
  override readonly name = 'ManifestDamagedError';
  readonly object: string;
  constructor(object: string, what: string) {
    super(`the manifest ${object} ${what}`);
    this.object = object;
  }
}

/** The bytes of a manifest; the same segments always give the same. */
export function encodeManifest(segments: readonly Segment[]): Uint8Array {
  const listed = segments.map(({ name, rows, bytes, sha256: digest }) => ({
    name,
    rows,
    bytes,
    sha256: digest,
  }));
  return new TextEncoder().encode(JSON.stringify({ v: 1, segments: listed }));
}

/** The segments of a manifest whose digest was verified. Throws UnknownVersionError. */
export function decodeManifest(bytes: Uint8Array): readonly Segment[] {
  const { v, segments } = JSON.parse(new TextDecoder().decode(bytes)) as {
    readonly v: unknown;
    readonly segments: readonly Segment[];
  };
  if (v !== 1) throw new UnknownVersionError(`a manifest is of version ${String(v)}, not 1`);
  return segments;
}

/** What the log is to hold of a manifest called `name`. */
export function layerOf(name: string, segments: readonly Segment[], bytes: Uint8Array): Layer {
  return {
    manifest: name,
    sha256: sha256(bytes),
    rows: segments.reduce((sum, each) => sum + each.rows, 0),
    bytes: segments.reduce((sum, each) => sum + each.bytes, 0),
    segments: segments.length,
  };
}

/** Stores the manifest and returns what the log is to hold of it. Throws ObjectExistsError. */
export async function writeManifest(
  objects: Objects,
  name: string,
  segments: readonly Segment[],
): Promise<Layer> {
  const bytes = encodeManifest(segments);
  await objects.put(name, bytes);
  return layerOf(name, segments, bytes);
}

/** The segments of a layer. Throws ManifestDamagedError, UnknownVersionError. */
export async function readManifest(objects: Objects, layer: Layer): Promise<readonly Segment[]> {
  const bytes = await objects.get(layer.manifest);
  if (bytes === undefined) throw new ManifestDamagedError(layer.manifest, 'is gone');
  if (sha256(bytes) !== layer.sha256) {
    throw new ManifestDamagedError(layer.manifest, 'is damaged: its digest is another one');
  }
  return decodeManifest(bytes);
}
