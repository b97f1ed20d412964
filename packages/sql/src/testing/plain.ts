// Trees of statements that can be compared, for tests.
import { NOWHERE } from '../syntax/leaf.ts';

/** A tree as plain data without its spans, perhaps with other replacements of what is no node. */
export function plain(
  tree: unknown,
  replacements: Readonly<Record<string, unknown>> = {},
): unknown {
  const replace = (key: string, value: unknown): unknown => {
    if (key === 'span') return NOWHERE;
    return typeof value === 'object' ? value : (replacements[key] ?? value);
  };
  return JSON.parse(JSON.stringify(tree, replace));
}
