// Where the built packages of this very installation are, in a workspace and in a project that has
// installed them alike.
import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The `node_modules` that holds them. Throws when none above this file does. */
export async function installedPackages(): Promise<string> {
  for (let folder = import.meta.dirname; dirname(folder) !== folder; folder = dirname(folder)) {
    const modules = join(folder, 'node_modules');
    if (await exists(join(modules, '@rescind', 'shared', 'package.json'))) return modules;
  }
  throw new Error('no node_modules above this file holds @rescind/shared');
}

/** A built file, `coordinator/dist/main.js`. Throws with what to do when it is not there. */
export async function builtFile(path: string): Promise<string> {
  const file = join(await installedPackages(), '@rescind', path);
  if (await exists(file)) return file;
  throw new Error(`${file} is missing: build first (npm run build)`);
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
