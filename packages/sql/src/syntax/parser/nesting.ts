/** Measures how deep a tree nests, without recursing into it. */

import type { Node } from '../statement.ts';

/**
 * The kinds that count as a level: at least those that the parser descends for when it reads the
 * normal form, so that what was accepted once is accepted again as it was printed.
 */
const LEVELS: ReadonlySet<Node['kind']> = new Set<Node['kind']>([
  'Between',
  'Binary',
  'Cast',
  'FunctionCall',
  'In',
  'IsNull',
  'Not',
  'Parenthesized',
  'OpaqueSelect',
  'ParenthesizedSelect',
  'RowSource',
  'Select',
  'Subquery',
  'Tuple',
  'Unary',
]);

/** The first node found more than `limit` levels deep; undefined when there is none. */
export function findTooDeep(root: Node, limit: number): Node | undefined {
  const nodes: Node[] = [root];
  const levels: number[] = [0];
  for (;;) {
    const node = nodes.pop();
    const above = levels.pop();
    if (node === undefined || above === undefined) return undefined;
    const level = LEVELS.has(node.kind) ? above + 1 : above;
    if (level > limit) return node;
    for (const child of childrenOf(node)) {
      nodes.push(child);
      levels.push(level);
    }
  }
}

/** The nodes directly under a node, also those in lists, in lists of lists and in plain records. */
function childrenOf(node: Node): readonly Node[] {
  const children: Node[] = [];
  for (const value of Object.values(node) as readonly unknown[]) collect(value, children);
  return children;
}

function collect(value: unknown, into: Node[]): void {
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) collect(item, into);
  } else if (isNode(value)) {
    into.push(value);
  } else if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value) as readonly unknown[]) collect(item, into);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
