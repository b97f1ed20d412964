// Files may not import each other in a ring, not even for a type: in a ring no file can be read,
// tested or moved without all the others.
import type { Finding } from './finding.ts';
import type { Repository } from './repository.ts';
import { resolveImport } from './resolve.ts';

type Graph = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** One finding for each ring, at the import that closes it. */
export function importRings(repository: Repository): readonly Finding[] {
  const graph = importGraph(repository);
  const finished = new Set<string>();
  const findings: Finding[] = [];
  const trail: string[] = [];
  const visit = (path: string): void => {
    trail.push(path);
    for (const [next, line] of graph.get(path) ?? []) {
      const start = trail.indexOf(next);
      if (start !== -1) {
        const ring = [...trail.slice(start), next].join(' → ');
        const message = `closes a ring: ${ring}; move what they share into a file of its own`;
        findings.push({ path, line, message });
      } else if (!finished.has(next)) {
        visit(next);
      }
    }
    trail.pop();
    finished.add(path);
  };
  for (const path of graph.keys()) if (!finished.has(path)) visit(path);
  return findings;
}

/** For each file the files it imports, and the line on which it first does. */
function importGraph(repository: Repository): Graph {
  return new Map(
    repository.sources.map((source) => {
      const edges = new Map<string, number>();
      for (const each of source.imports) {
        const target = resolveImport(repository, source.path, each.specifier);
        const path = target.kind === 'file' || target.kind === 'sister' ? target.path : undefined;
        if (path !== undefined && !edges.has(path)) edges.set(path, each.line);
      }
      return [source.path, edges];
    }),
  );
}
