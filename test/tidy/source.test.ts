// The reader of sources, tried on snippets: a rule is worth no more than what it is told.
import { describe, expect, it } from 'vitest';
import { readSource } from './source.ts';

const read = (text: string) => readSource('packages/shared/src/x.ts', text);

describe('imports', () => {
  it.each([
    [`import { a } from './a.ts';`, { specifier: './a.ts', typeOnly: false, names: ['a'] }],
    [`import a, { b as c } from "pkg";`, { specifier: 'pkg', typeOnly: false, names: ['a', 'c'] }],
    [`import * as all from 'node:fs';`, { specifier: 'node:fs', typeOnly: false, names: ['all'] }],
    [`import './side.ts';`, { specifier: './side.ts', typeOnly: false, names: [] }],
    [`import type { A } from './a.ts';`, { specifier: './a.ts', typeOnly: true, names: ['A'] }],
    [`import { type A } from './a.ts';`, { specifier: './a.ts', typeOnly: true, names: ['A'] }],
    [`import { type A, b } from './a.ts';`, { typeOnly: false, names: ['A', 'b'] }],
    [`import {\n  a,\n} from './a.ts';`, { specifier: './a.ts', line: 1, names: ['a'] }],
    [`export { a } from './a.ts';`, { specifier: './a.ts', typeOnly: false, names: [] }],
    [`export type { A } from './a.ts';`, { specifier: './a.ts', typeOnly: true }],
    [`export * from './a.ts';`, { specifier: './a.ts', typeOnly: false }],
    [`const a = await import('./a.ts');`, { specifier: './a.ts', typeOnly: false }],
    [`type A = import('./a.ts').A;`, { specifier: './a.ts', typeOnly: true }],
    [`const a = import.meta.resolve('pkg/a');`, { specifier: 'pkg/a', typeOnly: false }],
  ])('sees %s', (text, expected) => {
    expect(read(text).imports).toEqual([expect.objectContaining(expected)]);
  });

  it.each([
    `// import { a } from './a.ts';`,
    `/* import { a } from './a.ts'; */`,
    `const text = "import { a } from './a.ts'";`,
    'const text = `import { a } from "./a.ts"`;',
    `const path = resolve('./a.ts');`,
    `export { a };`,
  ])('sees none in %s', (text) => {
    expect(read(text).imports).toEqual([]);
  });

  it('counts lines from one, past comments and letters of any width', () => {
    const imports = `import './a.ts'; import './b.ts';\nimport './c.ts';`;
    const text = `#!/usr/bin/env node\n// ü 😀\n\n${imports}`;
    expect(read(text).imports.map(({ line }) => line)).toEqual([4, 4, 5]);
  });
});

describe('exports', () => {
  it.each([
    [`export const a = 1;`, { name: 'a', passedOn: false, yields: undefined }],
    [`export function a(): Bus {}`, { name: 'a', passedOn: false, yields: 'Bus' }],
    [`export async function a(): Promise<Bus> {}`, { name: 'a', yields: 'Bus' }],
    [`export const a = (): Bus => b;`, { name: 'a', yields: 'Bus' }],
    [`export const a: Bus = b;`, { name: 'a', yields: 'Bus' }],
    [`export const a: () => Promise<Bus> = b;`, { name: 'a', yields: 'Bus' }],
    [`export class A {}`, { name: 'A', passedOn: false, typeOnly: false }],
    [`export interface A {}`, { name: 'A', passedOn: false, typeOnly: true }],
    [`export interface A { b(): 1 }`, { name: 'A', callable: true }],
    [`export interface A { readonly b: () => 1 }`, { name: 'A', callable: true }],
    [`export interface A { readonly b: 1 }`, { name: 'A', callable: false }],
    [`export type A = 1;`, { name: 'A', passedOn: false, typeOnly: true }],
    [`const a = 1; export { a as b };`, { name: 'b', passedOn: false }],
    [`export { a } from './a.ts';`, { name: 'a', passedOn: true }],
    [`export type { A } from './a.ts';`, { name: 'A', passedOn: true, typeOnly: true }],
    [`import { a } from './a.ts'; export { a };`, { name: 'a', passedOn: true }],
    [`import a from './a.ts'; export default a;`, { name: 'default', passedOn: true }],
    [`export default 1;`, { name: 'default', passedOn: false }],
    [`export * from './a.ts';`, { name: '*', passedOn: true }],
    [`export * as a from './a.ts';`, { name: '*', passedOn: true }],
  ])('reads %s', (text, expected) => {
    expect(read(text).exports).toEqual([expect.objectContaining(expected)]);
  });
});

describe('functions', () => {
  const lengths = (text: string) =>
    Object.fromEntries(read(text).functions.map(({ name, lines }) => [name, lines]));

  it('are as long as the lines that stand in no function nested in them', () => {
    const text = `function outer() {\n  const inner = () => {\n    a;\n  };\n  b;\n}`;
    expect(lengths(text)).toEqual({ outer: 4, inner: 3 });
  });

  it('are called after what holds them', () => {
    const text = `a = { b() {}, c: () => 1 }; class D { e() {} }; f = () => 1; g(() => 1);`;
    expect(Object.keys(lengths(text))).toEqual(['b', 'c', 'e', 'f', 'anonymous function']);
  });

  it('are not fooled by braces in strings, patterns and templates', () => {
    const text = 'function a() {\n  return ["}", /[}]/, `}${"}"}`];\n}\nfunction b() {}';
    expect(lengths(text)).toEqual({ a: 3, b: 1 });
  });

  it('do not count the tests they declare, which count as functions of their own', () => {
    const text = [
      `import { describe, it } from 'vitest';`,
      `export function contract() {`,
      `  describe.each([1])('a', () => {`,
      `    it('b', function b() {`,
      `      return 1;`,
      `    });`,
      `  });`,
      `}`,
    ].join('\n');
    expect(lengths(text)).toEqual({ contract: 2, 'anonymous function': 2, b: 3 });
  });

  it('count calls that merely are called like a test', () => {
    const text = `import { it } from './it.ts';\nfunction a() {\n  it(\n    1,\n  );\n}`;
    expect(lengths(text)).toEqual({ a: 5 });
  });
});

describe('reads of the environment', () => {
  it.each([
    `const a = process.env.A;`,
    `const a = process['env'];`,
    `const a = process?.env;`,
    `const a = globalThis.process.env['A'];`,
    `const { env } = process;`,
    `const { env: a, argv } = process;`,
    `import { env } from 'node:process';`,
  ])('are seen in %s', (text) => {
    expect(read(text).environmentReads).toEqual([1]);
  });

  it.each([
    `const a = process.argv;`,
    `const a = options.env;`,
    `const { env } = options;`,
    `spawn(command, { env: {} });`,
    `// process.env`,
    `import { argv } from 'node:process';`,
  ])('are not seen in %s', (text) => {
    expect(read(text).environmentReads).toEqual([]);
  });
});

describe('tests that run alone', () => {
  it.each([`it.only('a', b);`, `describe.skip.only('a', b);`, `test.only.each([1])('a', b);`])(
    'are seen in %s',
    (text) => {
      expect(read(text).soloTests).toEqual([1]);
    },
  );

  it.each([`it('it.only', b);`, `arbitrary.only(1);`, `it.skip('a', b);`])(
    'are not seen in %s',
    (text) => {
      expect(read(text).soloTests).toEqual([]);
    },
  );
});

describe('a file', () => {
  it('has as many lines as an editor shows', () => {
    expect(read('a;\nb;\n').lines).toEqual(['a;', 'b;']);
    expect(read('a;\n\nb;').lines).toEqual(['a;', '', 'b;']);
  });

  it('that nobody can parse is an error, not a tidy file', () => {
    expect(() => read('import { from;')).toThrow(/Expected|Unexpected/);
  });
});
