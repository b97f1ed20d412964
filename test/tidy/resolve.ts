// Says where an import leads: to a file of the repository, to one of our packages, to an outside
// package, or into Node itself.
import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import type { Repository } from './repository.ts';

export type Target =
  /** A relative import; the path starts at the root of the repository. */
  | { readonly kind: 'file'; readonly path: string }
  /** One of our packages by name; `path` is its entry's source, if it has such an entry. */
  | { readonly kind: 'sister'; readonly name: string; readonly path: string | undefined }
  | { readonly kind: 'npm'; readonly name: string }
  | { readonly kind: 'node'; readonly name: string };

const builtins = new Set(builtinModules);

/** Where `specifier`, written in the file at `from`, leads. */
export function resolveImport(repository: Repository, from: string, specifier: string): Target {
  if (specifier.startsWith('.')) {
    return { kind: 'file', path: posix.join(posix.dirname(from), specifier) };
  }
  if (specifier.startsWith('node:') || builtins.has(specifier)) {
    return { kind: 'node', name: specifier };
  }
  const [first = '', second = '', ...rest] = specifier.split('/');
  const name = specifier.startsWith('@') ? `${first}/${second}` : first;
  if (!name.startsWith('@rescind/')) return { kind: 'npm', name };
  const subpath = ['.', ...rest].join('/');
  const manifest = repository.manifests.find((each) => each.name === name);
  return { kind: 'sister', name, path: manifest?.entries[subpath] };
}
