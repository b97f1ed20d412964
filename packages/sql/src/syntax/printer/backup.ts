/** The statements on backups back to text. */

import type {
  Backup,
  DatabaseTargets,
  Restore,
  TablePattern,
  Targets,
  TableTargets,
} from '../ast/backup.ts';
import { printExpression } from './expression.ts';
import { printNames, printOptions, printUri } from './given.ts';
import { printPath } from './literal.ts';
import type { Writing } from './writing.ts';

/** Prints `BACKUP …`. */
export function printBackup(node: Backup, writing: Writing): string {
  const targets = printTargets(node.targets);
  const asOf =
    node.asOf === null ? '' : ` AS OF SYSTEM TIME ${printExpression(node.asOf, writing)}`;
  const options = printOptions(node.options, 'WITH', writing);
  return `BACKUP${targets} INTO ${printUri(node.uri, writing)}${asOf}${options}`;
}

/** Prints `RESTORE …`. */
export function printRestore(node: Restore, writing: Writing): string {
  const targets = printTargets(node.targets);
  const subdirectory =
    node.subdirectory === null ? '' : `${printSubdirectory(node.subdirectory, writing)} IN `;
  const options = printOptions(node.options, 'WITH', writing);
  return `RESTORE${targets} FROM ${subdirectory}${printUri(node.uri, writing)}${options}`;
}

/** Which backup of a collection. */
export function printSubdirectory(
  subdirectory: Exclude<Restore['subdirectory'], null>,
  writing: Writing,
): string {
  return subdirectory === 'LATEST' ? subdirectory : printExpression(subdirectory, writing);
}

/** ` TABLE a, b`, ` DATABASE a, b`, or nothing for the whole cluster. */
export function printTargets(targets: Targets | null): string {
  return targets === null ? '' : ` ${printTarget(targets)}`;
}

/** Targets, or one pattern of them. */
export function printTarget(node: TableTargets | DatabaseTargets | TablePattern): string {
  switch (node.kind) {
    case 'TableTargets':
      return `TABLE ${node.patterns.map(printTarget).join(', ')}`;
    case 'DatabaseTargets':
      return `DATABASE ${printNames(node.names)}`;
    case 'TablePattern':
      return `${printPath(node.name)}${node.star ? '.*' : ''}`;
  }
}
