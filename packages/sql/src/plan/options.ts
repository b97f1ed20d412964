// Options of BACKUP, RESTORE and CREATE SCHEDULE, as they were written.
import { noValueFor } from '../constant.ts';
import { errorAt, unsupported } from '../sql-error.ts';
import type { Option } from '../syntax/ast/backup.ts';

/** What was written after the name; null when nothing was. */
export function valueTextOf({ value }: Option): string | null {
  switch (value?.kind) {
    case undefined:
    case 'NullLiteral':
      return null;
    case 'Placeholder':
      throw noValueFor(value);
    case 'StringLiteral':
      return value.value;
    case 'BooleanLiteral':
      return String(value.value);
    case 'IntegerLiteral':
    case 'DecimalLiteral':
      return value.text;
  }
}

/**
 * The options by name. Throws 0A000 for one that is not in `known`: left out of account it would
 * be another backup than was asked for. Throws 42601 for one that is given twice.
 */
export function readOptions(
  options: readonly Option[],
  known: readonly string[],
): ReadonlyMap<string, string | null> {
  const given = new Map<string, string | null>();
  for (const option of options) {
    const name = option.name.toLowerCase();
    if (!known.includes(name)) throw unsupported(option, `option "${name}"`);
    if (given.has(name)) throw errorAt(option, '42601', `${name} option specified multiple times`);
    given.set(name, valueTextOf(option));
  }
  return given;
}

/** Whether the statement is not to wait for its job: `WITH detached`. */
export function isDetached(options: readonly Option[]): boolean {
  const detached = options.find(({ name }) => name.toLowerCase() === 'detached');
  return detached !== undefined && valueTextOf(detached) !== 'false';
}
