// What lies in a cluster's storage, by name: its own objects, and what is in collections outside,
// whose names begin with the path of their URI.

export interface SeenObjects {
  readonly cluster: ReadonlyMap<string, Uint8Array>;
  readonly outside: ReadonlyMap<string, Uint8Array>;
}

/** `nodelocal://1/backups/a` is what begins with `backups/a/`, whatever the node. */
export function pathOf(uri: string): string {
  return uri.replace(/^nodelocal:\/\/[^/]*\//, '').replace(/\/$/, '');
}
