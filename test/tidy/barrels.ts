// Names come from the file that defines them. Only a package's entry passes names on, one by one;
// a barrel in a folder is where import rings begin.
import type { Finding } from './finding.ts';
import { isAdapterDoor } from './houses.ts';
import type { Repository } from './repository.ts';

/** Files that pass on names of other files without being an entry, and every `export *`. */
export function barrels(repository: Repository): readonly Finding[] {
  const entries = new Set(repository.manifests.flatMap(({ entries: each }) => Object.values(each)));
  const isEntry = (path: string): boolean => entries.has(path) || isAdapterDoor(path);
  return repository.sources.flatMap(({ path, exports }) =>
    exports
      .filter((each) => each.name === '*' || (each.passedOn && !isEntry(path)))
      .map(({ line, name }) => ({
        path,
        line,
        message:
          name === '*'
            ? 'has an export of everything; name what is public, one by one'
            : `passes on ${name}; import it from the file that defines it, only entries pass on`,
      })),
  );
}
