// Plants one bug after the other in the rules of job, cluster and catalog and runs their unit
// tests: each bug must turn one red. A test that no bug can turn red proves nothing.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import { afterAll, describe, expect, it } from 'vitest';
import { createVitest, type TestSpecification, type Vitest } from 'vitest/node';
import { catalogMutants } from './catalog-mutants.ts';
import { insertMutants } from './insert-mutants.ts';
import { clusterMutants } from './cluster-mutants.ts';
import { jobMutants } from './job-mutants.ts';
import { jobWorkMutants } from './job-work-mutants.ts';
import type { Mutant } from './mutant.ts';

const root = process.cwd();
const source = (file: string): string => join(root, 'packages/shared/src', file);
// RESCIND_MUTANTS=… tries only those in files whose path has that text.
const wanted = process.env['RESCIND_MUTANTS'] ?? '';
const mutants = [
  ...jobMutants,
  ...clusterMutants,
  ...catalogMutants,
  ...insertMutants,
  ...jobWorkMutants,
].filter(({ file }) => file.includes(wanted));

/** What is planted now; the transform below reads it whenever a file is loaded. */
let planted: Mutant | undefined;

const vitest: Vitest = await createVitest(
  'test',
  {
    root,
    config: false,
    watch: false,
    include: ['packages/shared/src/{job,cluster,catalog}/**/*.test.ts'],
    // One worker that keeps what it has loaded: a mutant costs its own file and what imports it.
    isolate: false,
    fileParallelism: false,
    pool: 'threads',
    bail: 1,
    reporters: [{}],
  },
  {
    plugins: [
      {
        name: 'mutant',
        enforce: 'pre',
        transform(code, id) {
          if (planted === undefined || id !== source(planted.file)) return undefined;
          return code.replace(planted.find, () => planted!.replace);
        },
      },
    ],
  },
);
const specifications = await vitest.globTestSpecifications();
afterAll(() => vitest.close());

/** The name of the first test that is red, or undefined when all are green. */
async function firstRed(tests: readonly TestSpecification[]): Promise<string | undefined> {
  vitest.state.filesMap.clear();
  const { testModules } = await vitest.runTestSpecifications([...tests], false);
  for (const module of testModules) {
    // A file that does not load says nothing of the rule that was changed.
    const errors = module.errors().map(({ message }) => message);
    assert.deepEqual(errors, []);
    for (const test of module.children.allTests('failed')) return test.fullName;
  }
  return undefined;
}

/** Plants a bug in place of the one before. */
function plant(mutant: Mutant): void {
  const before = planted;
  planted = mutant;
  for (const each of [before, mutant]) {
    if (each !== undefined) vitest.invalidateFile(source(each.file));
  }
}

const likely = (mutant: Mutant): readonly TestSpecification[] => {
  const beside = source(mutant.file).replace(/\.ts$/, '.test.ts');
  return specifications.filter(
    ({ moduleId }) => moduleId === beside || /\/(life-of-a-job|decide)\.test\.ts$/.test(moduleId),
  );
};

const green = 'no test is red';

it('without a bug every test is green', async () => {
  expect((await firstRed(specifications)) ?? green).toBe(green);
}, 120_000);

describe.each([...new Set(mutants.map((mutant) => mutant.file))])('%s', (file) => {
  const planned = mutants.filter((mutant) => mutant.file === file);
  it.each(planned.map((mutant) => [mutant.title, mutant] as const))('%s', async (_, mutant) => {
    const text = await readFile(source(mutant.file), 'utf8');
    expect({ occurrences: text.split(mutant.find).length - 1 }).toEqual({ occurrences: 1 });
    plant(mutant);
    const red = (await firstRed(likely(mutant))) ?? (await firstRed(specifications));
    expect(red ?? green).not.toBe(green);
  });
});

it('a change that changes nothing turns no test red', async () => {
  const [first] = mutants;
  assert(first !== undefined);
  plant({ ...first, replace: first.find });
  expect((await firstRed(specifications)) ?? green).toBe(green);
}, 120_000);
