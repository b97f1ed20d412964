/** What is shown instead of literals, so that statements differing only in them look the same. */

/** How many literals of a list of nothing but literals are shown. */
export const SHOWN_MAX = 2;

/**
 * What stands for `count` items left out: their order of magnitude, so that neither the number
 * nor the length of the text tells much.
 */
export function printMore(count: number): string {
  if (count <= 10) return '__more1_10__';
  if (count <= 100) return '__more10_100__';
  if (count > 1000) return '__more1000_plus__';
  const magnitude = 10 ** (String(count).length - 1);
  return `__more${Math.floor(count / magnitude) * magnitude}__`;
}
