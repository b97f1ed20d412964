// What the rules know of one source file: where it stands, what it imports and exports, how long
// its functions are. Read once, from the syntax tree, for all rules.
import { exportsIn, type Export } from './exports.ts';
import { functionsIn, type MeasuredFunction } from './functions.ts';
import { importsIn, type Import } from './imports.ts';
import { everyNode, memberName, nodeIn, nodesIn, parseTypeScript, textIn } from './syntax.ts';
import type { Node } from './syntax.ts';

export interface Source {
  /** Path from the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** The text split at its newlines; a final newline makes no line of its own. */
  readonly lines: readonly string[];
  readonly imports: readonly Import[];
  readonly exports: readonly Export[];
  readonly functions: readonly MeasuredFunction[];
  /** Lines on which the process's environment is read. */
  readonly environmentReads: readonly number[];
  /** Lines on which a test is marked to run alone. */
  readonly soloTests: readonly number[];
}

/** Reads one file; `text` must be TypeScript or JavaScript. */
export function readSource(path: string, text: string): Source {
  const program = parseTypeScript(text);
  const lineAt = lineFinder(text);
  const nodes = [...everyNode(program)];
  const linesOf = (found: readonly Node[]): readonly number[] =>
    found.map((node) => lineAt(node.start));
  return {
    path,
    text,
    lines: text.replace(/\n$/, '').split('\n'),
    imports: importsIn(nodes, lineAt),
    exports: exportsIn(program, lineAt),
    functions: functionsIn(program, lineAt),
    environmentReads: linesOf(nodes.filter(readsEnvironment)),
    soloTests: linesOf(nodes.filter(isSoloTest)),
  };
}

/** A test of one file, standing beside it. */
export function isTest(path: string): boolean {
  return path.endsWith('.test.ts');
}

/** The last part of a path. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The folder a path is in, without a slash at the end; empty for the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}

function readsEnvironment(node: Node): boolean {
  if (node.type === 'MemberExpression') {
    return memberName(node) === 'env' && isProcess(nodeIn(node, 'object'));
  }
  if (node.type === 'VariableDeclarator') {
    const pattern = nodeIn(node, 'id');
    return (
      pattern?.type === 'ObjectPattern' &&
      isProcess(nodeIn(node, 'init')) &&
      nodesIn(pattern, 'properties').some((item) => textIn(nodeIn(item, 'key'), 'name') === 'env')
    );
  }
  if (node.type === 'ImportDeclaration') {
    const module = textIn(nodeIn(node, 'source'), 'value')?.replace(/^node:/, '');
    return (
      module === 'process' &&
      nodesIn(node, 'specifiers').some((item) => textIn(nodeIn(item, 'imported'), 'name') === 'env')
    );
  }
  return false;
}

function isProcess(node: Node | undefined): boolean {
  if (node?.type === 'MemberExpression') return memberName(node) === 'process';
  return node?.type === 'Identifier' && textIn(node, 'name') === 'process';
}

const testWords = new Set(['describe', 'it', 'test', 'suite', 'bench']);

function isSoloTest(node: Node): boolean {
  if (node.type !== 'MemberExpression' || memberName(node) !== 'only') return false;
  let root = nodeIn(node, 'object');
  while (root?.type === 'MemberExpression') root = nodeIn(root, 'object');
  return testWords.has(textIn(root, 'name') ?? '');
}
