// Reads TypeScript text into a syntax tree. The parser is the one vitest itself uses, reached in
// this file alone, so that the rules measure what the compiler sees and never guess from the text.
import { parseAst } from 'vitest/node';

/** An ESTree or TS-ESTree node; `start` and `end` are offsets into the text. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/**
 * The tree of a file's text.
 *
 * @throws when the text is not TypeScript; a file nobody can read must not pass as tidy.
 */
export function parseTypeScript(text: string): Node {
  // oxlint-disable-next-line typescript/no-deprecated -- its successor needs a dependency more
  return parseAst(text, { lang: 'ts', sourceType: 'module' }) as unknown as Node;
}

/** The node in a field, or undefined when the field holds something else. */
export function nodeIn(node: Node, field: string): Node | undefined {
  return asNode(node[field]);
}

/** The nodes in a field that holds a list; holes are left out. */
export function nodesIn(node: Node, field: string): readonly Node[] {
  const list = node[field];
  return Array.isArray(list) ? list.map(asNode).filter((item) => item !== undefined) : [];
}

/** The text in a field: an identifier's name or a literal's value. */
export function textIn(node: Node | undefined, field: string): string | undefined {
  const value = node?.[field];
  return typeof value === 'string' ? value : undefined;
}

/** The children of a node, in the order of the text. */
export function childrenOf(node: Node): readonly Node[] {
  return Object.values(node).flatMap((value) => {
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    return list.map(asNode).filter((item) => item !== undefined);
  });
}

/** The node and everything below it, parents before children. */
export function* everyNode(node: Node): Generator<Node> {
  yield node;
  for (const child of childrenOf(node)) yield* everyNode(child);
}

/** The name a member expression ends in: `env` for `process.env` and for `process['env']`. */
export function memberName(node: Node): string | undefined {
  const property = nodeIn(node, 'property');
  return node['computed'] === true ? textIn(property, 'value') : textIn(property, 'name');
}

function asNode(value: unknown): Node | undefined {
  const isNode = typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
  return isNode ? (value as Node) : undefined;
}
