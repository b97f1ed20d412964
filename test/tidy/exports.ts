// Finds the exports of a file: what each is called, whether it only passes on a name of another
// file, and which type it declares to return, so that adapters and barrels can be recognized.
import { nodeIn, nodesIn, textIn } from './syntax.ts';
import type { Node } from './syntax.ts';

export interface Export {
  /** Line counted from 1. */
  readonly line: number;
  /** The exported name; `*` for `export *`. */
  readonly name: string;
  /** True when the name comes from another file, directly or by way of an import. */
  readonly passedOn: boolean;
  /** True for interfaces and type aliases. */
  readonly typeOnly: boolean;
  /**
   * The type a function is declared to return, or a constant to have: `Bus` for `Bus`, for
   * `Promise<Bus>` and for `() => Bus`. Undefined where nothing is declared.
   */
  readonly yields: string | undefined;
  /** True for an interface one can call: it has a method, or a property that is a function. */
  readonly callable: boolean;
}

/** The exports of a program, in the order of the text. */
export function exportsIn(program: Node, lineAt: (offset: number) => number): readonly Export[] {
  const body = nodesIn(program, 'body');
  const imported = new Set(
    body
      .filter((node) => node.type === 'ImportDeclaration')
      .flatMap((node) => nodesIn(node, 'specifiers'))
      .flatMap((part) => textIn(nodeIn(part, 'local'), 'name') ?? []),
  );
  return body.flatMap((node) =>
    exportsOf(node, imported).map((found) => ({ ...found, line: lineAt(node.start) })),
  );
}

type Found = Omit<Export, 'line'>;

const nothingKnown = { passedOn: false, typeOnly: false, yields: undefined, callable: false };

function exportsOf(node: Node, imported: ReadonlySet<string>): readonly Found[] {
  switch (node.type) {
    case 'ExportAllDeclaration':
      return [{ ...nothingKnown, name: '*', passedOn: true }];
    case 'ExportDefaultDeclaration': {
      const declaration = nodeIn(node, 'declaration');
      const passedOn = imported.has(textIn(declaration, 'name') ?? '');
      return [{ ...nothingKnown, name: 'default', passedOn, yields: yieldOf(declaration) }];
    }
    case 'ExportNamedDeclaration': {
      const declaration = nodeIn(node, 'declaration');
      if (declaration !== undefined) return declared(declaration);
      const fromElsewhere = nodeIn(node, 'source') !== undefined;
      return nodesIn(node, 'specifiers').map((part) => ({
        ...nothingKnown,
        name: textIn(nodeIn(part, 'exported'), 'name') ?? '',
        passedOn: fromElsewhere || imported.has(textIn(nodeIn(part, 'local'), 'name') ?? ''),
        typeOnly: node['exportKind'] === 'type' || part['exportKind'] === 'type',
      }));
    }
    default:
      return [];
  }
}

function declared(declaration: Node): readonly Found[] {
  const typeOnly = declaration.type.startsWith('TS') && declaration.type !== 'TSDeclareFunction';
  const each = (node: Node, value: Node | undefined): Found => ({
    name: textIn(nodeIn(node, 'id'), 'name') ?? '',
    passedOn: false,
    typeOnly,
    yields: yieldOf(value) ?? yieldOf(nodeIn(node, 'id')),
    callable: isCallable(node),
  });
  return declaration.type === 'VariableDeclaration'
    ? nodesIn(declaration, 'declarations').map((node) => each(node, nodeIn(node, 'init')))
    : [each(declaration, declaration)];
}

function isCallable(declaration: Node): boolean {
  const body = nodeIn(declaration, 'body');
  return (
    declaration.type === 'TSInterfaceDeclaration' &&
    body !== undefined &&
    nodesIn(body, 'body').some((member) => {
      const type = nodeIn(nodeIn(member, 'typeAnnotation') ?? member, 'typeAnnotation');
      return member.type === 'TSMethodSignature' || type?.type === 'TSFunctionType';
    })
  );
}

/** The name of the type a value yields, seen through `Promise<…>` and function types. */
function yieldOf(value: Node | undefined): string | undefined {
  if (value === undefined) return undefined;
  const annotation = nodeIn(value, 'returnType') ?? nodeIn(value, 'typeAnnotation');
  return annotation === undefined ? undefined : typeNameOf(nodeIn(annotation, 'typeAnnotation'));
}

function typeNameOf(type: Node | undefined): string | undefined {
  if (type?.type === 'TSFunctionType') return yieldOf(type);
  if (type?.type !== 'TSTypeReference') return undefined;
  const name = textIn(nodeIn(type, 'typeName'), 'name');
  const inner = nodeIn(type, 'typeArguments');
  return name === 'Promise' && inner !== undefined ? typeNameOf(nodesIn(inner, 'params')[0]) : name;
}
