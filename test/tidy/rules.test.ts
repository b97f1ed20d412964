// Every rule, tried on small trees that break it and on the nearest ones that keep it, so that the
// tidy test is known to be able to fail.
import { describe, expect, it } from 'vitest';
import { wrongArrows } from './arrows.ts';
import { barrels } from './barrels.ts';
import { unheldContracts } from './contracts.ts';
import { wrongDeclarations } from './declarations.ts';
import { strayEnvironmentReads } from './environment.ts';
import { printFinding, type Finding } from './finding.ts';
import { impureImports, strayOutsideImports, strayTestRunners } from './outside.ts';
import { repositoryOf, type Repository } from './repository.ts';
import { importRings } from './rings.ts';
import { oversized } from './sizes.ts';
import { emptyFileNames, leftovers, silentOpenings } from './wording.ts';

type Rule = (repository: Repository) => readonly Finding[];
type Files = Readonly<Record<string, string>>;

const entry = (file: string) => ({ 'rescind-source': `./src/${file}` });
const manifest = (name: string, more: object = {}) =>
  JSON.stringify({ name, exports: { '.': entry('index.ts') }, ...more });
const shared = 'packages/shared/src';
const manifests: Files = {
  'packages/shared/package.json': manifest('@rescind/shared', {
    exports: { '.': entry('index.ts'), './testing': entry('testing.ts') },
  }),
  'packages/sql/package.json': manifest('@rescind/sql'),
  'packages/worker/package.json': manifest('@rescind/worker'),
  'packages/coordinator/package.json': manifest('@rescind/coordinator'),
  'simulations/package.json': manifest('@rescind/simulations'),
  'packages/cli/package.json': manifest('@rescind/cli'),
};

const found = (rule: Rule, files: Files) =>
  rule(repositoryOf({ ...manifests, ...files })).map(printFinding);

/** The rule finds nothing in a file with this text at this path. */
const allows = (rule: Rule, path: string, text: string) => {
  expect(found(rule, { [path]: text })).toEqual([]);
};

/** The rule finds one thing in that file, at that line, and says this about it. */
const refuses = (rule: Rule, path: string, text: string, message: string, line = 1) => {
  const findings = found(rule, { [path]: text });
  expect(findings).toHaveLength(1);
  expect(findings[0]).toContain(`${path}:${line}: `);
  expect(findings[0]).toContain(message);
};

describe('arrows between packages', () => {
  it.each([
    ['packages/worker', '@rescind/coordinator'],
    ['packages/coordinator', '@rescind/worker'],
    ['packages/sql', '@rescind/coordinator'],
    ['packages/worker', '@rescind/sql'],
    ['packages/sql', '@rescind/worker'],
    ['packages/shared', '@rescind/sql'],
    ['packages/coordinator', '@rescind/simulations'],
    ['simulations', '@rescind/cli'],
  ])('never lead from %s to %s', (folder, name) => {
    const statement = `import type { A } from '${name}';`;
    refuses(wrongArrows, `${folder}/src/a.ts`, `\n${statement}`, `may not import ${name}`, 2);
    refuses(wrongArrows, `${folder}/src/a.test.ts`, statement, `may not import ${name}`);
  });

  it.each([
    ['packages/sql/src', '@rescind/shared'],
    ['packages/worker/src', '@rescind/shared'],
    ['packages/coordinator/src', '@rescind/sql'],
    ['packages/coordinator/src', '@rescind/shared/testing'],
    ['simulations/src', '@rescind/worker'],
    ['packages/cli/src', '@rescind/simulations'],
    ['test', '@rescind/cli'],
    ['examples', '@rescind/coordinator'],
  ])('lead from %s to %s', (folder, specifier) => {
    allows(wrongArrows, `${folder}/a.ts`, `import { a } from '${specifier}';`);
  });

  it('enter a package by one of its entries, under its name', () => {
    const sql = 'packages/sql/src/a.ts';
    refuses(wrongArrows, sql, `import '@rescind/shared/job';`, 'is no entry of @rescind/shared');
    refuses(wrongArrows, sql, `import '../../shared/src/a.ts';`, 'reaches across');
    refuses(wrongArrows, sql, `import '@rescind/sql';`, 'its own package');
    refuses(wrongArrows, 'test/a.ts', `import '../packages/sql/src/a.ts';`, 'reaches across');
    allows(wrongArrows, sql, `import './b.ts';`);
    allows(wrongArrows, 'test/a.ts', `import '../examples/embed.ts';`);
  });

  it('never lead to a test', () => {
    refuses(wrongArrows, 'packages/sql/src/a.ts', `import './b.test.ts';`, 'imports the test');
    refuses(wrongArrows, 'simulations/src/a.ts', `import '../../test/b.ts';`, 'nothing may');
  });
});

describe('declarations', () => {
  const sql = (dependencies: object, more: object = {}): Files => ({
    'package.json': JSON.stringify({ devDependencies: { 'fast-check': '1' } }),
    'packages/sql/package.json': JSON.stringify({ dependencies, ...more }, undefined, 2),
  });
  const source = { 'packages/sql/src/a.ts': `import { a } from 'ulid/deep';` };

  it('name what the sources import and nothing else', () => {
    expect(found(wrongDeclarations, { ...sql({ ulid: '1' }), ...source })).toEqual([]);
    expect(found(wrongDeclarations, { ...sql({}), ...source })).toEqual([
      expect.stringContaining('packages/sql/src/a.ts:1: imports ulid, which packages/sql/pack'),
    ]);
    expect(found(wrongDeclarations, { ...sql({ ulid: '1', nats: '1' }), ...source })).toEqual([
      expect.stringContaining('packages/sql/package.json:4: declares nats, which no source'),
    ]);
  });

  it('may be optional peers', () => {
    const peers = sql({}, { peerDependencies: { ulid: '1' } });
    expect(found(wrongDeclarations, { ...peers, ...source })).toEqual([]);
  });

  it('need not name what only tests import, where the root declares it', () => {
    const test = { 'packages/sql/src/a.test.ts': `import 'fast-check';` };
    expect(found(wrongDeclarations, { ...sql({}), ...test })).toEqual([]);
    expect(found(wrongDeclarations, { ...sql({ 'fast-check': '1' }), ...test })).toHaveLength(1);
    const stray = { 'packages/sql/src/a.test.ts': `import 'chai';` };
    expect(found(wrongDeclarations, { ...sql({}), ...stray })).toHaveLength(1);
  });
});

describe('the outside world', () => {
  it.each([
    [`${shared}/bus/nats.ts`, `import 'nats'; import 'node:net';`],
    [`${shared}/event-log/file/segment.ts`, `import 'node:fs';`],
    [`${shared}/nats-server.ts`, `import 'node:child_process';`],
    [`${shared}/node.ts`, `import 'node:os';`],
    ['packages/coordinator/src/main.ts', `import 'node:process';`],
    ['packages/sql/src/a.test.ts', `import 'node:fs'; import 'nats';`],
    ['packages/cli/src/start.ts', `import 'node:fs';`],
    ['simulations/src/processes.ts', `import 'node:fs';`],
    [`${shared}/job/chart.ts`, `import 'xstate';`],
  ])('is open to %s', (path, text) => {
    allows(strayOutsideImports, path, text);
  });

  it.each([
    [`${shared}/bus/memory.ts`, `import 'node:events';`, 'imports node:events'],
    [`${shared}/bus/memory-queue.ts`, `import 'node:events';`, 'imports node:events'],
    [`${shared}/clock/manual.ts`, `import 'node:timers';`, 'imports node:timers'],
    [`${shared}/random/seeded.ts`, `import 'crypto';`, 'imports crypto'],
    [`${shared}/bus/contract-timing.ts`, `import 'node:fs';`, 'imports node:fs'],
    [`${shared}/bus.ts`, `import type { A } from 'nats';`, 'imports nats'],
    [`${shared}/job/job.ts`, `import { a } from '@nats-io/jetstream';`, '@nats-io/jetstream'],
    ['packages/worker/src/main.ts', `import 'nats';`, 'imports nats'],
    ['packages/worker/src/index.ts', `await import('node:fs');`, 'imports node:fs'],
  ])('is closed to %s', (path, text, message) => {
    refuses(strayOutsideImports, path, text, message);
  });

  it('brings no test runner into production', () => {
    const text = `import { it } from 'vitest';`;
    refuses(strayTestRunners, 'packages/sql/src/a.ts', text, 'imports vitest');
    const kit = `import '@rescind/shared/testing';`;
    refuses(strayTestRunners, 'packages/sql/src/a.ts', kit, 'the testing entry');
    allows(strayTestRunners, `${shared}/bus/contract.ts`, text);
    allows(strayTestRunners, `${shared}/testing/arbitraries.ts`, `import 'fast-check';`);
    allows(strayTestRunners, 'packages/sql/src/a.test.ts', text + kit);
    allows(strayTestRunners, 'simulations/src/kit.ts', `import 'fast-check';`);
  });
});

describe('pure rooms', () => {
  it.each([
    ['packages/sql/src/syntax/a.ts', `import '../plan.ts';`],
    ['packages/sql/src/syntax/parser/a.ts', `import type { A } from '@rescind/shared';`],
    [`${shared}/job/evolve.ts`, `import { a } from 'xstate';`],
    [`${shared}/job/evolve.ts`, `import { a } from '../bus.ts';`],
    [`${shared}/job/chart.ts`, `import { a } from 'ulid';`],
  ])('refuse, in %s, %s', (path, text) => {
    refuses(impureImports, path, text, 'import only their own folder');
  });

  it.each([
    ['packages/sql/src/syntax/parser/a.ts', `import '../token.ts';`],
    ['packages/sql/src/syntax/a.test.ts', `import 'vitest';`],
    [`${shared}/job/chart.ts`, `import { a } from 'xstate'; import './status.ts';`],
    [`${shared}/bus.ts`, `import './job/events.ts';`],
  ])('allow, in %s, %s', (path, text) => {
    allows(impureImports, path, text);
  });
});

describe('import rings', () => {
  it('are found, also through types and through the names of packages', () => {
    expect(
      found(importRings, {
        'packages/sql/src/a.ts': `import './b.ts';`,
        'packages/sql/src/b.ts': `\nimport type { C } from './c.ts';`,
        'packages/sql/src/c.ts': `export { a } from './a.ts';`,
      }),
    ).toEqual([
      expect.stringContaining(
        'packages/sql/src/c.ts:1: closes a ring: packages/sql/src/a.ts → ' +
          'packages/sql/src/b.ts → packages/sql/src/c.ts → packages/sql/src/a.ts',
      ),
    ]);
    expect(
      found(importRings, {
        'packages/sql/src/index.ts': `import '@rescind/shared';`,
        [`${shared}/index.ts`]: `import '@rescind/sql';`,
      }),
    ).toHaveLength(1);
    expect(found(importRings, { 'test/a.ts': `import './a.ts';` })).toHaveLength(1);
  });

  it('are not seen where two ways lead to the same file', () => {
    expect(
      found(importRings, {
        'test/a.ts': `import './b.ts'; import './c.ts';`,
        'test/b.ts': `import './d.ts';`,
        'test/c.ts': `import './d.ts'; import './b.ts';`,
        'test/d.ts': '',
      }),
    ).toEqual([]);
  });
});

describe('sizes', () => {
  const lines = (count: number) => 'a;\n'.repeat(count);
  const body = (count: number) => `function f() {\n${'  a;\n'.repeat(count - 2)}}`;

  it('end at 300 lines a file, and 500 a test file', () => {
    allows(oversized, 'packages/sql/src/a.ts', lines(300));
    refuses(oversized, 'packages/sql/src/a.ts', lines(301), '301 lines, at most 300', 301);
    allows(oversized, 'packages/sql/src/a.test.ts', lines(500));
    refuses(oversized, 'packages/sql/src/a.test.ts', lines(501), '501 lines, at most 500', 501);
  });

  it('end at 100 columns a line', () => {
    allows(oversized, 'test/a.ts', `//${'x'.repeat(98)}`);
    refuses(oversized, 'test/a.ts', `a;\n//${'x'.repeat(99)}`, '101 columns, at most 100', 2);
  });

  it('end at 70 lines a function', () => {
    allows(oversized, 'test/a.ts', body(70));
    refuses(oversized, 'test/a.ts', `\n${body(71)}`, 'f has 71 lines, at most 70', 2);
  });
});

describe('words', () => {
  it('refuse names that name nothing', () => {
    refuses(emptyFileNames, 'packages/sql/src/utils.ts', '', '"utils" names no idea');
    refuses(emptyFileNames, 'packages/sql/src/common/a.ts', '', '"common" names no idea');
    refuses(emptyFileNames, 'packages/sql/src/types.test.ts', '', '"types" names no idea');
    allows(emptyFileNames, 'packages/sql/src/job-types.ts', '');
    allows(emptyFileNames, 'packages/sql/src/typesetting.ts', '');
  });

  it.each(['// Reads a line.', '/** Reads a line. */', '#!/usr/bin/env node\n\n// Reads a line.'])(
    'let a file open with %j',
    (text) => {
      allows(silentOpenings, 'bin/a.js', `${text}\na;`);
    },
  );

  it.each(['', 'a;\n// Too late for this.', '// ----', '/* */', '// @ts-nocheck and more words'])(
    'do not let a file open with %j',
    (text) => {
      refuses(silentOpenings, 'packages/sql/src/a.ts', text, 'opens without a comment');
    },
  );

  it('ask no opening of a test', () => {
    allows(silentOpenings, 'packages/sql/src/a.test.ts', 'a;');
  });

  it('refuse marks of unfinished work', () => {
    for (const spaced of ['TO DO', 'FIX ME', 'XX X', 'HA CK']) {
      const mark = spaced.replace(' ', '');
      refuses(leftovers, 'test/a.ts', `a;\n// ${mark}: later`, `says ${mark}`, 2);
    }
    allows(leftovers, 'test/a.ts', `const template = 'abcXXXXXX'; // a hacker's todo list`);
  });

  it('refuse a test that runs alone', () => {
    refuses(leftovers, 'test/a.test.ts', 'it.only (1);'.replace(' ', ''), 'runs one test alone');
  });
});

describe('barrels', () => {
  it('are refused outside the entries of a package', () => {
    const text = `export { a } from './b.ts';`;
    refuses(barrels, 'packages/sql/src/syntax/index.ts', text, 'passes on a');
    const detour = `import { a } from './b.ts'; export { a };`;
    refuses(barrels, 'packages/sql/src/plan.ts', detour, 'passes on a');
    allows(barrels, 'packages/sql/src/index.ts', text);
    allows(barrels, `${shared}/nats-server.ts`, text);
    allows(barrels, 'packages/sql/src/plan.ts', `const a = 1; export { a };`);
  });

  it('never export everything, not even an entry', () => {
    const text = `export * from './b.ts';`;
    refuses(barrels, 'packages/sql/src/index.ts', text, 'export of everything');
  });
});

describe('the environment', () => {
  it.each([
    'packages/coordinator/src/main.ts',
    'packages/cli/src/start.ts',
    'simulations/src/seeds.ts',
    'test/a.ts',
    'packages/sql/src/a.test.ts',
    `${shared}/nats-server/find.ts`,
    `${shared}/nats-server.ts`,
  ])('is read by %s', (path) => {
    allows(strayEnvironmentReads, path, `process.env.A;`);
  });

  it.each(['packages/sql/src/session.ts', `${shared}/bus/nats.ts`, 'examples/embed.ts'])(
    'is not read by %s',
    (path) => {
      refuses(strayEnvironmentReads, path, `a;\nprocess.env.A;`, 'reads process.env', 2);
    },
  );
});

describe('contracts', () => {
  const room = `${shared}/lease`;
  const door = 'export interface Mark { n: number }\nexport interface Register { read(): Mark }';
  const contract = `import type { Mark, Register } from '../lease.ts';`;
  const adapter = 'export function openFile(): Promise<Register> {}';
  const held = [
    `import { registerContract } from './contract.ts';`,
    `import { openFile } from './file.ts';`,
  ].join('\n');
  const files = (more: Files): Files => ({
    [`${room}.ts`]: door,
    [`${room}/contract.ts`]: contract,
    ...more,
  });
  const untested = (file: string) => [
    expect.stringContaining(`${room}/${file}:1: no test beside it`) as string,
  ];

  it('are run by a test beside each adapter', () => {
    const tested = files({ [`${room}/file.ts`]: adapter, [`${room}/file.test.ts`]: held });
    expect(found(unheldContracts, tested)).toEqual([]);
  });

  it.each([
    ['has no test', {}],
    ['has a test without it', { [`${room}/file.test.ts`]: `import { a } from './file.ts';` }],
    ['has its type alone', { [`${room}/file.test.ts`]: held.replace('import', 'import type') }],
    ['is tested elsewhere', { [`${shared}/file.test.ts`]: held }],
  ])('are missed where an adapter %s', (_how, more) => {
    const tree = files({ [`${room}/file.ts`]: adapter, ...more });
    expect(found(unheldContracts, tree)).toEqual(untested('file.ts'));
  });

  it('hold adapters known by their name alone, or by a narrower type', () => {
    const named = files({ [`${room}/a.ts`]: 'export const createMemoryRegister = () => a;' });
    expect(found(unheldContracts, named)).toEqual(untested('a.ts'));
    const narrower = files({ [`${room}/a.ts`]: 'export function open(): SlowRegister {}' });
    expect(found(unheldContracts, narrower)).toEqual(untested('a.ts'));
  });

  it('leave files in peace that yield only data of the port', () => {
    const codec = { [`${room}/codec.ts`]: 'export function decode(): Mark {}' };
    const tested = { [`${room}/file.ts`]: adapter, [`${room}/file.test.ts`]: held };
    expect(found(unheldContracts, files({ ...codec, ...tested }))).toEqual([]);
  });

  it('are found out where no adapter is beside them, or no port before them', () => {
    refuses(unheldContracts, `${room}/contract.ts`, contract, 'imports no port of');
    expect(found(unheldContracts, files({}))).toEqual([
      expect.stringContaining('no file beside it yields Register'),
    ]);
  });
});
