/** What is given to a statement beside its queries, back to text: names, URIs, options. */

import type { Option } from '../ast/backup.ts';
import type { Placeholder, StringLiteral } from '../leaf.ts';
import { printExpression } from './expression.ts';
import { printName } from './literal.ts';
import type { Writing } from './writing.ts';

/** A URI, which may hold a key to what it names: hidden in a way that tells it was one. */
export function printUri(uri: StringLiteral | Placeholder, writing: Writing): string {
  const hidden = writing.redacted && uri.kind === 'StringLiteral';
  return hidden ? "'*****'" : printExpression(uri, writing);
}

/** Names with commas between them. */
export function printNames(names: readonly string[]): string {
  return names.map(printName).join(', ');
}

/** ` WITH a, b = 'c'` or nothing; `words` stand for WITH. */
export function printOptions(options: readonly Option[], words: string, writing: Writing): string {
  if (options.length === 0) return '';
  return ` ${words} ${options.map((option) => printOption(option, writing)).join(', ')}`;
}

/** `name`, `name = value`. */
export function printOption({ name, value }: Option, writing: Writing): string {
  return value === null
    ? printName(name)
    : `${printName(name)} = ${printExpression(value, writing)}`;
}
