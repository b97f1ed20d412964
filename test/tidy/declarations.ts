// Every package declares exactly what its sources import. Inside the workspace an undeclared import
// works by accident, and fails at whoever installs the package alone.
import type { Finding } from './finding.ts';
import type { Manifest } from './manifest.ts';
import type { Repository } from './repository.ts';
import { resolveImport } from './resolve.ts';
import { isTest } from './source.ts';

interface Use {
  readonly name: string;
  readonly path: string;
  readonly line: number;
}

/** Packages imported and not declared, or declared and not imported. */
export function wrongDeclarations(repository: Repository): readonly Finding[] {
  const root = repository.manifests.find((manifest) => manifest.folder === '');
  const forTests = root?.devDependencies ?? [];
  return repository.manifests
    .filter((manifest) => manifest.folder !== '')
    .flatMap((manifest) => {
      const uses = usesIn(repository, manifest);
      const shipped = uses.filter((use) => !isTest(use.path));
      const undeclared = uses.filter(
        ({ name, path }) =>
          !manifest.dependencies.includes(name) && !(isTest(path) && forTests.includes(name)),
      );
      const unused = manifest.dependencies.filter(
        (name) => !shipped.some((use) => use.name === name),
      );
      return [
        ...undeclared.map(({ name, path, line }) => ({
          path,
          line,
          message: `imports ${name}, which ${manifest.path} does not declare; add it there`,
        })),
        ...unused.map((name) => ({
          path: manifest.path,
          line: manifest.lineOf(name),
          message: `declares ${name}, which no source of it imports; remove it`,
        })),
      ];
    });
}

function usesIn(repository: Repository, manifest: Manifest): readonly Use[] {
  return repository.sources
    .filter((source) => source.path.startsWith(`${manifest.folder}/`))
    .flatMap((source) =>
      source.imports.flatMap((each) => {
        const target = resolveImport(repository, source.path, each.specifier);
        const isPackage = target.kind === 'npm' || target.kind === 'sister';
        if (!isPackage || target.name === manifest.name) return [];
        return [{ name: target.name, path: source.path, line: each.line }];
      }),
    );
}
