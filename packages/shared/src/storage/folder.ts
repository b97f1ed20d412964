// Storage on the disk that all nodes of a cluster share.
import { objectsBelow } from '../objects/below.ts';
import { createFolderObjects } from '../objects/folder.ts';
import { collectionPath, type Storage } from '../storage.ts';

export interface FolderStorageOptions {
  /** The cluster's own objects. */
  readonly dir: string;
  /** What `nodelocal://1/` stands for: `nodelocal://1/a/b` is the folder `a/b` in it. */
  readonly externDir: string;
}

/** Makes the folders when something is first written to them. */
export function createFolderStorage(options: FolderStorageOptions): Storage {
  const outside = createFolderObjects(options.externDir);
  return {
    objects: createFolderObjects(options.dir),
    collection: (uri) => objectsBelow(outside, collectionPath(uri), uri),
  };
}
