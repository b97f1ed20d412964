// Finds every import of a file: statements, re-exports, `import()` in code and in types, and
// `import.meta.resolve`. An import the rules cannot see would be an arrow nobody guards.
import { memberName, nodeIn, nodesIn, textIn } from './syntax.ts';
import type { Node } from './syntax.ts';

export interface Import {
  /** Line counted from 1. */
  readonly line: number;
  /** The module's name as written, such as `./evolve.ts` or `node:fs`. */
  readonly specifier: string;
  /** True when the import leaves nothing behind in the built file. */
  readonly typeOnly: boolean;
  /** Local names of the bindings it makes; empty for `import()` and for re-exports. */
  readonly names: readonly string[];
}

/** The imports among `nodes`, in the order of the text. */
export function importsIn(
  nodes: readonly Node[],
  lineAt: (offset: number) => number,
): readonly Import[] {
  return nodes.flatMap((node) => {
    const specifier = specifierOf(node);
    if (specifier === undefined) return [];
    const parts = nodesIn(node, 'specifiers');
    const locals =
      node.type === 'ImportDeclaration' ? parts.map((part) => nodeIn(part, 'local')) : [];
    return [
      {
        line: lineAt(node.start),
        specifier,
        typeOnly: isTypeOnly(node, parts),
        names: locals.flatMap((local) => textIn(local, 'name') ?? []),
      },
    ];
  });
}

function specifierOf(node: Node): string | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return textIn(nodeIn(node, 'source'), 'value');
    case 'CallExpression':
      return isResolve(nodeIn(node, 'callee'))
        ? textIn(nodesIn(node, 'arguments')[0], 'value')
        : undefined;
    default:
      return undefined;
  }
}

function isTypeOnly(node: Node, parts: readonly Node[]): boolean {
  if (node.type === 'TSImportType') return true;
  const kind = node['importKind'] ?? node['exportKind'];
  const kinds = parts.map((part) => part['importKind'] ?? part['exportKind']);
  return kind === 'type' || (kinds.length > 0 && kinds.every((each) => each === 'type'));
}

function isResolve(callee: Node | undefined): boolean {
  return (
    callee?.type === 'MemberExpression' &&
    memberName(callee) === 'resolve' &&
    nodeIn(callee, 'object')?.type === 'MetaProperty'
  );
}
