// The arrows between packages: who may import whom, and by which way in. Neither the compiler nor
// npm's workspaces refuse a wrong one, because every package is linked into the same node_modules.
import type { Finding } from './finding.ts';
import { houseOf } from './houses.ts';
import type { Repository } from './repository.ts';
import { resolveImport, type Target } from './resolve.ts';
import { isTest } from './source.ts';

/** Imports that cross from one house to another where no arrow leads. */
export function wrongArrows(repository: Repository): readonly Finding[] {
  return repository.sources.flatMap((source) =>
    source.imports.flatMap((each) => {
      const target = resolveImport(repository, source.path, each.specifier);
      const wrong = wrongWith(source.path, each.specifier, target);
      return wrong === undefined ? [] : [{ path: source.path, line: each.line, message: wrong }];
    }),
  );
}

function wrongWith(from: string, specifier: string, target: Target): string | undefined {
  if (target.kind === 'sister') return wrongSister(from, specifier, target.name, target.path);
  if (target.kind === 'file') return wrongFile(from, target.path);
  return undefined;
}

function wrongSister(
  from: string,
  specifier: string,
  name: string,
  entry: string | undefined,
): string | undefined {
  const house = houseOf(from);
  if (house === undefined) return `imports ${specifier}; only files inside a package may`;
  if (house.name === name) return `imports its own package ${name}; import the file itself`;
  if (!house.mayImport.includes(name)) {
    const allowed = house.mayImport.length === 0 ? 'no other package' : house.mayImport.join(', ');
    return (
      `${house.name} may not import ${name} (it may import ${allowed}); ` +
      'move the code down to a package both may see, or go through a port'
    );
  }
  return entry === undefined
    ? `imports ${specifier}, which is no entry of ${name}; add it to "exports" or use another entry`
    : undefined;
}

function wrongFile(from: string, path: string): string | undefined {
  if (isTest(path)) return `imports the test ${path}; move what both need into a file of its own`;
  const own = houseOf(from);
  const other = houseOf(path);
  if (own === other || own === undefined) return undefined;
  if (other?.name === 'test') return `imports ${path}; nothing may, so move it to a package`;
  if (own.name === 'test' && other?.name === 'examples') return undefined;
  return `reaches across to ${path}; import the package by its name, through one of its entries`;
}
