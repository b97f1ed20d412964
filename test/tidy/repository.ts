// The repository as the rules see it: every source file and every package's manifest. Made from a
// record of texts, so that a rule can be tried on a tree of three lines as well as on the real one.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readManifest, type Manifest } from './manifest.ts';
import { readSource, type Source } from './source.ts';

export interface Repository {
  readonly sources: readonly Source[];
  readonly manifests: readonly Manifest[];
}

/** Makes a repository of paths (from its root) and the texts of the files there. */
export function repositoryOf(files: Readonly<Record<string, string>>): Repository {
  const entries = Object.entries(files);
  return {
    sources: entries
      .filter(([path]) => isSourcePath(path))
      .map(([path, text]) => readSource(path, text)),
    manifests: entries
      .filter(([path]) => path.endsWith('package.json'))
      .map(([path, text]) => readManifest(path, text)),
  };
}

/** Folders with sources; one that is still empty is missing in a fresh clone. */
const roots = ['packages', 'simulations', 'test', 'examples', 'bin'];
const builtFolders = new Set(['node_modules', 'dist', 'coverage']);

/** Reads the repository at `root`, leaving out what is installed or built. */
export function readRepository(root: string): Repository {
  const top = readdirSync(root).filter((name) => isRead(name));
  const folders = roots.filter((folder) => existsSync(join(root, folder)));
  const paths = [...top, ...folders.flatMap((folder) => filesUnder(root, folder))];
  return repositoryOf(
    Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')])),
  );
}

function filesUnder(root: string, folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      return builtFolders.has(entry.name) || entry.name.startsWith('.')
        ? []
        : filesUnder(root, path);
    }
    return isRead(path) ? [path] : [];
  });
}

function isRead(path: string): boolean {
  return isSourcePath(path) || path.endsWith('package.json');
}

function isSourcePath(path: string): boolean {
  return /\.[cm]?[jt]s$/.test(path) && !path.endsWith('.d.ts');
}
