// Objects of one process, gone with it.
import {
  checkObjectName,
  checkObjectPrefix,
  foldersOf,
  ObjectExistsError,
  ObjectNameError,
  type Objects,
} from '../objects.ts';

/** Empty; whoever has it shares it. */
export function createMemoryObjects(name = 'memory'): Objects {
  const objects = new Map<string, Uint8Array>();
  /** How many objects stand in each folder, at whatever depth. */
  const folders = new Map<string, number>();
  const count = (object: string, change: 1 | -1): void => {
    for (const folder of foldersOf(object)) {
      const next = (folders.get(folder) ?? 0) + change;
      if (next === 0) folders.delete(folder);
      else folders.set(folder, next);
    }
  };

  return {
    name,
    async put(object, bytes) {
      checkObjectName(object);
      const before = objects.get(object);
      if (before !== undefined) {
        if (!areSame(before, bytes)) throw new ObjectExistsError(name, object);
        return;
      }
      const above = foldersOf(object).find((folder) => objects.has(folder));
      if (above !== undefined) throw ObjectNameError.under(object, above);
      if (folders.has(object)) throw ObjectNameError.above(object);
      objects.set(object, bytes.slice());
      count(object, 1);
    },
    async get(object) {
      checkObjectName(object);
      return objects.get(object)?.slice();
    },
    async *list(prefix) {
      checkObjectPrefix(prefix);
      const names = [...objects.keys()].filter((object) => object.startsWith(prefix)).sort();
      for (const object of names) {
        const bytes = objects.get(object);
        if (bytes !== undefined) yield { name: object, bytes: bytes.length };
      }
    },
    async delete(object) {
      checkObjectName(object);
      if (objects.delete(object)) count(object, -1);
    },
  };
}

function areSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
