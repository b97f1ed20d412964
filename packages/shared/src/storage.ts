// PORT: where bytes are: the cluster's own objects, and the collections outside of it that
// statements name by URI.
import { checkObjectName, type Objects } from './objects.ts';

export interface Storage {
  /** The objects of this cluster: segments and manifests of its jobs and tables. */
  readonly objects: Objects;
  /**
   * The objects at a URI, `nodelocal://1/backups/daily`: any node number or `self`, for all nodes
   * share one folder. Its name is the URI. Throws StorageUriError.
   */
  collection(uri: string): Objects;
}

/** A URI that names no place we can read or write; the message says why. */
export class StorageUriError extends Error {
  override readonly name = 'StorageUriError';
}

/**
 * The folder a URI stands for, below the folder of all collections: `backups/daily`. Throws
 * StorageUriError.
 */
export function collectionPath(uri: string): string {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(uri)?.[1]?.toLowerCase();
  if (scheme !== 'nodelocal') {
    const what = scheme === undefined ? 'has no scheme' : `has the scheme ${scheme}`;
    throw new StorageUriError(
      `"${uri}" ${what}; only nodelocal is supported, as in nodelocal://1/backups`,
    );
  }
  const path = /^nodelocal:\/\/(?:[0-9]+|self)\/(.*?)\/?$/is.exec(uri)?.[1];
  if (path === undefined || path === '') {
    throw new StorageUriError(
      `"${uri}" is not a nodelocal URI: a node and a path are to follow, as in ` +
        'nodelocal://1/backups or nodelocal://self/backups',
    );
  }
  try {
    checkObjectName(path);
  } catch {
    throw new StorageUriError(
      `"${uri}" has a path that cannot be used: its parts between slashes are of letters, digits ` +
        'and . _ = -, and none is . or ..',
    );
  }
  return path;
}
