// Which objects the layers of tables name: their manifests, and what those list. A manifest never
// changes, so each is read once.
import {
  ManifestDamagedError,
  readManifest,
  type ClusterState,
  type Layer,
  type Objects,
  type Table,
} from '@rescind/shared';
import { ownerOf } from './owner.ts';

export interface NamedObjects {
  /**
   * Reads what layers have come since the last time. Throws ManifestDamagedError where a table in
   * use cannot be read: what it consists of is not known then.
   */
  learn(): Promise<void>;
  /** Whether every layer that is in the state now was read; only then `has` can be relied on. */
  readonly isComplete: boolean;
  /** Whether a layer names it, or may do so: that of a dropped table whose manifest is gone. */
  has(name: string): boolean;
  /** Lets go of manifests that no layer has any more. */
  forget(): void;
}

/** Manifests are read until the state stands still; under many INSERTs it may take a few turns. */
const TURNS_MAX = 20;

export function createNamedObjects(objects: Objects, state: ClusterState): NamedObjects {
  /** By manifest: what it lists. */
  const lists = new Map<string, readonly string[]>();
  const named = new Set<string>();
  /** All that begins with one of these may be named. */
  const prefixes = new Set<string>();
  const known = new WeakSet<Table>();
  let completeAt = -1;

  const learnLayer = async (layer: Layer, { state: tableState }: Table): Promise<void> => {
    if (lists.has(layer.manifest)) return;
    try {
      const segments = await readManifest(objects, layer);
      note(
        layer.manifest,
        segments.map(({ name }) => name),
      );
    } catch (error) {
      if (tableState !== 'dropped' || !(error instanceof ManifestDamagedError)) throw error;
      // Its GC job has begun. Segments lie beside their manifest, and all of them are left to it.
      const owner = ownerOf(layer.manifest);
      if (owner !== undefined) prefixes.add(owner.prefix);
    }
  };
  const note = (manifest: string, names: readonly string[]): void => {
    lists.set(manifest, names);
    named.add(manifest);
    for (const name of names) named.add(name);
  };
  const isKnown = (): boolean => {
    if (completeAt === state.n) return true;
    for (const table of state.catalog.tables.values()) if (!known.has(table)) return false;
    completeAt = state.n;
    return true;
  };

  return {
    async learn() {
      for (let turn = 0; turn < TURNS_MAX && !isKnown(); turn++) {
        for (const table of [...state.catalog.tables.values()]) {
          if (known.has(table)) continue;
          for (const layer of table.layers) await learnLayer(layer, table);
          known.add(table);
        }
      }
    },
    get isComplete() {
      return isKnown();
    },
    has(name) {
      if (named.has(name)) return true;
      const prefix = prefixes.size === 0 ? undefined : ownerOf(name)?.prefix;
      return prefix !== undefined && prefixes.has(prefix);
    },
    forget() {
      const wanted = new Set<string>();
      for (const { layers } of state.catalog.tables.values()) {
        for (const { manifest } of layers) wanted.add(manifest);
      }
      const kept = [...lists].filter(([manifest]) => wanted.has(manifest));
      lists.clear();
      named.clear();
      for (const [manifest, names] of kept) note(manifest, names);
      const owners = new Set([...wanted].map((manifest) => ownerOf(manifest)?.prefix));
      for (const prefix of prefixes) if (!owners.has(prefix)) prefixes.delete(prefix);
    },
  };
}
