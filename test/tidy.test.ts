// The rules of the house, held against the whole repository. Neither the compiler nor the linter
// can hold them all; the files in tidy/ say what each rule means.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { wrongArrows } from './tidy/arrows.ts';
import { barrels } from './tidy/barrels.ts';
import { unheldContracts } from './tidy/contracts.ts';
import { wrongDeclarations } from './tidy/declarations.ts';
import { strayEnvironmentReads } from './tidy/environment.ts';
import { printFinding, type Finding } from './tidy/finding.ts';
import { houses } from './tidy/houses.ts';
import { impureImports, strayOutsideImports, strayTestRunners } from './tidy/outside.ts';
import { readRepository, type Repository } from './tidy/repository.ts';
import { importRings } from './tidy/rings.ts';
import { oversized } from './tidy/sizes.ts';
import { emptyFileNames, leftovers, silentOpenings } from './tidy/wording.ts';

const repository = readRepository(join(import.meta.dirname, '..'));

const rules: readonly (readonly [string, (repository: Repository) => readonly Finding[]])[] = [
  ['a package imports only packages below it', wrongArrows],
  ['a package declares exactly what its sources import', wrongDeclarations],
  ['only adapters import Node and the NATS client', strayOutsideImports],
  ['no production code needs a test runner', strayTestRunners],
  ['the domain and the SQL syntax import nothing but themselves', impureImports],
  ['no files import each other in a ring', importRings],
  ['files, lines and functions keep to their sizes', oversized],
  ['no file is called after nothing', emptyFileNames],
  ['every file opens by saying what it is for', silentOpenings],
  ['only package entries pass on names of other files', barrels],
  ['the environment is read where a process starts', strayEnvironmentReads],
  ['every adapter runs the contract of its port', unheldContracts],
  ['nothing unfinished and no lone test is left behind', leftovers],
];

describe('the house is tidy:', () => {
  it.each(rules)('%s', (_rule, findIn) => {
    const findings = findIn(repository).map(printFinding);
    expect(findings.length, `\n\n${findings.join('\n')}\n\nfindings`).toBe(0);
  });

  it('every package is seen by the rules, with its sources and its manifest', () => {
    const packages = houses.filter((house) => house.name.startsWith('@'));
    for (const { name, folder } of packages) {
      const manifest = repository.manifests.find((each) => each.folder === folder);
      expect(manifest?.name).toBe(name);
      const entries = Object.values(manifest?.entries ?? {});
      expect(entries).not.toEqual([]);
      expect(repository.sources.map(({ path }) => path)).toEqual(expect.arrayContaining(entries));
    }
    expect(repository.manifests.length).toBe(packages.length + 1);
  });
});
