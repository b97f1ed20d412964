// The linter's bans, tried: each snippet is linted at a path of the tree with the real
// configuration. A ban whose pattern no longer fits the tree would otherwise fail nobody.
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const shared = 'packages/shared/src';

/** Path, text, and the rule that must refuse it. */
const refused: readonly (readonly [string, string, string])[] = [
  ['packages/sql/src/a.ts', 'export const a = new Date();', 'no-restricted-globals'],
  ['packages/worker/src/b.ts', 'setTimeout(() => 1, 1);', 'no-restricted-globals'],
  ['packages/coordinator/src/c.ts', 'export const a = process.pid;', 'no-restricted-globals'],
  ['packages/coordinator/src/d.ts', 'export const a = globalThis;', 'no-restricted-globals'],
  ['packages/worker/src/e.ts', 'export const a = Math.random();', 'no-restricted-properties'],
  ['packages/worker/src/f.ts', 'export const a = AbortSignal.timeout(1);', 'no-restricted-prop'],
  ['packages/sql/src/g.ts', `import 'node:fs';`, 'no-restricted-imports'],
  ['packages/sql/src/h.ts', `await import('nats');`, 'no-restricted-imports'],
  ['packages/sql/src/i.ts', 'console.log(1);', 'no-console'],
  [`${shared}/bus/memory.ts`, `import type { A } from 'nats';`, 'no-restricted-imports'],
  [`${shared}/event-log/file/memory-tail.ts`, 'setInterval(() => 1, 1);', 'no-restricted-globals'],
  [`${shared}/clock/manual.ts`, 'export const a = performance.now();', 'no-restricted-globals'],
  [`${shared}/random/seeded.ts`, 'export const a = Math.random();', 'no-restricted-properties'],
  [`${shared}/lease/memory.ts`, 'console.log(1);', 'no-console'],
  [`${shared}/lease/contract.ts`, `import 'node:fs';`, 'no-restricted-imports'],
  [`${shared}/job/a.ts`, 'export const a = Date.now();', 'no-restricted-globals'],
  [`${shared}/job/decide/b.ts`, 'export const a = Promise.resolve();', 'no-restricted-globals'],
  [`${shared}/job/c.ts`, 'export async function a(): Promise<void> {}', 'no-async-await'],
  [`${shared}/job/d.ts`, 'console.log(1);', 'no-restricted-globals'],
  ['packages/sql/src/syntax/e.ts', 'export const a = Math.random();', 'no-restricted-properties'],
  ['packages/sql/src/syntax/f.ts', 'queueMicrotask(() => 1);', 'no-restricted-globals'],
  ['simulations/src/a.ts', 'export const a: any = 1;', 'no-explicit-any'],
  ['simulations/src/b.ts', 'async function a() {}\na();', 'no-floating-promises'],
  [
    'test/a.ts',
    `declare const a: 'b' | 'c';\nswitch (a) {\n  case 'b':\n}`,
    'switch-exhaustiveness-check',
  ],
  ['test/b.ts', `import type { C } from './c.ts';\nexport type B = C;`, 'no-cycle'],
];

/** Paths and texts that the bans must leave alone. */
const allowed: readonly (readonly [string, string])[] = [
  [`${shared}/clock/system.ts`, 'export const a = Date.now();\nsetTimeout(() => 1, a);'],
  [`${shared}/event-log/file/disk.ts`, `import { a } from 'node:fs';\na();`],
  [`${shared}/bus/nats.ts`, `import { a } from 'nats';\na(process.pid, Math.random());`],
  [`${shared}/nats.ts`, `import { a } from 'nats';\na();`],
  [`${shared}/bus/contract.ts`, `import { a } from 'vitest';\nsetTimeout(a, 1);`],
  ['packages/coordinator/src/main.ts', `import { a } from 'node:fs';\na(process.env, Date.now());`],
  ['packages/sql/src/a.test.ts', `import { a } from 'node:fs';\na(Date.now());`],
  ['packages/sql/src/date.ts', 'export const year = (date: Date): number => date.getFullYear();'],
  ['packages/cli/src/a.ts', `import { a } from 'node:fs';\na(Date.now());\nconsole.log(1);`],
  ['simulations/src/c.ts', `import { a } from 'node:fs';\na(process.pid);`],
  ['test/c.ts', `import type { B } from './b.ts';\nexport type C = B | 1;`],
];

let folder: string;
let complaints: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rescind-lint-'));
  await copyFile(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  await writeFile(join(folder, 'tsconfig.json'), '{ "compilerOptions": { "strict": true } }');
  for (const [path, text] of [...refused, ...allowed]) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${text}\nexport {};\n`);
  }
  complaints = await lint(folder);
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe('the linter refuses', () => {
  it.each(refused)('in %s: %s', (path, _text, rule) => {
    expect(complaints.get(path)).toContainEqual(expect.stringContaining(rule));
  });
});

describe('the linter lets pass', () => {
  it.each(allowed)('in %s: %s', (path) => {
    const bans = /no-restricted|no-console|no-async-await/;
    expect((complaints.get(path) ?? []).filter((rule) => bans.test(rule))).toEqual([]);
  });
});

/** The rules each file breaks, by path. */
async function lint(cwd: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const oxlint = join(root, 'node_modules/oxlint/bin/oxlint');
  const output = await new Promise<string>((resolve) => {
    execFile(
      process.execPath,
      [oxlint, '--type-aware', '--format=json'],
      { cwd },
      (_error, stdout, stderr) => resolve(stdout || stderr),
    );
  });
  const { diagnostics } = JSON.parse(output) as {
    readonly diagnostics: readonly { readonly filename: string; readonly code: string }[];
  };
  const rules = new Map<string, string[]>();
  for (const { filename, code } of diagnostics) {
    rules.set(filename, [...(rules.get(filename) ?? []), code]);
  }
  return rules;
}
