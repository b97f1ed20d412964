// Measures functions. A line counts for the innermost function it stands in, since that is the one
// that has to be read to understand it: a factory whose closures are short is no long function.
// Calls of vitest's `describe`, `it` and the like do not count for the chapter around them.
import { childrenOf, nodeIn, nodesIn, textIn } from './syntax.ts';
import type { Node } from './syntax.ts';

export interface MeasuredFunction {
  /** Its name, or the name of what holds it, or `anonymous function`. */
  readonly name: string;
  /** Line of its first character, counted from 1. */
  readonly line: number;
  readonly lines: number;
}

type LineAt = (offset: number) => number;

const functionTypes = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
]);

/** Every function of a program, outer before inner. */
export function functionsIn(program: Node, lineAt: LineAt): readonly MeasuredFunction[] {
  const testWords = namesFromVitest(program);
  const found: MeasuredFunction[] = [];
  const visit = (node: Node, name: string | undefined): void => {
    if (functionTypes.has(node.type)) {
      found.push({
        name: textIn(nodeIn(node, 'id'), 'name') ?? name ?? 'anonymous function',
        line: lineAt(node.start),
        lines: linesOf(node, lineAt) - linesOfInner(node, testWords, lineAt),
      });
    }
    for (const child of childrenOf(node)) visit(child, nameGivenBy(node));
  };
  visit(program, undefined);
  return found;
}

function namesFromVitest(program: Node): ReadonlySet<string> {
  const imports = nodesIn(program, 'body').filter(
    (node) => textIn(nodeIn(node, 'source'), 'value') === 'vitest',
  );
  return new Set(
    imports
      .flatMap((node) => nodesIn(node, 'specifiers'))
      .flatMap((part) => textIn(nodeIn(part, 'local'), 'name') ?? [])
      .filter((name) => /^(describe|suite|it|test|bench|(before|after)(Each|All))$/.test(name)),
  );
}

function nameGivenBy(parent: Node): string | undefined {
  return (
    textIn(nodeIn(parent, 'id'), 'name') ??
    textIn(nodeIn(parent, 'key'), 'name') ??
    textIn(nodeIn(parent, 'left'), 'name')
  );
}

function linesOf(node: Node, lineAt: LineAt): number {
  return lineAt(node.end) - lineAt(node.start) + 1;
}

/** Lines of nested functions, and of the outermost calls of test words, inside a node. */
function linesOfInner(node: Node, testWords: ReadonlySet<string>, lineAt: LineAt): number {
  let lines = 0;
  for (const child of childrenOf(node)) {
    const isTestCall = child.type === 'CallExpression' && testWords.has(rootName(child) ?? '');
    if (isTestCall) lines += linesOf(child, lineAt);
    // The line a nested function begins on is still the outer one's.
    else if (functionTypes.has(child.type)) lines += linesOf(child, lineAt) - 1;
    else lines += linesOfInner(child, testWords, lineAt);
  }
  return lines;
}

/** `describe` for `describe(…)`, `describe.each(…)(…)` and ``describe.each`…`(…)``. */
function rootName(call: Node): string | undefined {
  let node: Node | undefined = call;
  while (node !== undefined && node.type !== 'Identifier') {
    node = nodeIn(node, 'callee') ?? nodeIn(node, 'object') ?? nodeIn(node, 'tag');
  }
  return textIn(node, 'name');
}
