// Storage of one process, gone with it; URIs of any node mean the same collections, as on disk.
import { objectsBelow } from '../objects/below.ts';
import { createMemoryObjects } from '../objects/memory.ts';
import { collectionPath, type Storage } from '../storage.ts';

/** Empty; whoever has it shares it. */
export function createMemoryStorage(): Storage {
  const outside = createMemoryObjects('memory outside');
  return {
    objects: createMemoryObjects(),
    collection: (uri) => objectsBelow(outside, collectionPath(uri), uri),
  };
}
