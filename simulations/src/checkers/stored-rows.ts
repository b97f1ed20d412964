// Rows as they lie in objects, read by hand: a manifest names segments, a segment has a row a line.
import { createHash } from 'node:crypto';
import type { Layer } from '@rescind/shared';

/** A segment as a manifest names it. */
export interface NamedSegment {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** What is stored, or in words what is wrong with it. */
export type Stored<What> = { readonly is: What } | { readonly wrong: string };

type Place = ReadonlyMap<string, Uint8Array>;

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** The segments of a layer, if its manifest is there and is the one the log knows. */
export function segmentsOf(place: Place, layer: Layer): Stored<readonly NamedSegment[]> {
  const bytes = place.get(layer.manifest);
  if (bytes === undefined) return { wrong: `manifest ${layer.manifest} is gone` };
  if (digestOf(bytes) !== layer.sha256) return { wrong: `manifest ${layer.manifest} is another` };
  const { segments } = JSON.parse(textOf(bytes)) as { readonly segments: readonly NamedSegment[] };
  return { is: segments };
}

/** The rows of segments as sorted texts: tables with the same rows have the same. */
export function rowsOf(place: Place, segments: readonly NamedSegment[]): Stored<string[]> {
  const rows: string[] = [];
  for (const { name, sha256, rows: count } of segments) {
    const bytes = place.get(name);
    if (bytes === undefined) return { wrong: `segment ${name} is gone` };
    if (digestOf(bytes) !== sha256) return { wrong: `segment ${name} is another` };
    const lines = textOf(bytes).split('\n');
    lines.pop();
    if (lines.length !== count) {
      return { wrong: `segment ${name} has ${lines.length} rows, not ${count}` };
    }
    rows.push(...lines);
  }
  return { is: rows.sort() };
}

export function rowsOfLayers(place: Place, layers: readonly Layer[]): Stored<string[]> {
  const segments: NamedSegment[] = [];
  for (const layer of layers) {
    const some = segmentsOf(place, layer);
    if ('wrong' in some) return some;
    segments.push(...some.is);
  }
  return rowsOf(place, segments);
}
