// A planted bug: one text of a source file, replaced by another.

export interface Mutant {
  /** What the domain would do wrong. */
  readonly title: string;
  /** Path below packages/shared/src. */
  readonly file: string;
  /** Must occur in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** Mutants of one file, each as title, text and replacement; without one the text is cut out. */
export function mutantsOf(
  file: string,
  list: readonly (readonly [title: string, find: string, replace?: string])[],
): readonly Mutant[] {
  return list.map(([title, find, replace = '']) => ({ title, file, find, replace }));
}
