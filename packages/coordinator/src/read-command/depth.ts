// How deeply a value is nested. JSON of a few thousand levels can be read but not written again:
// it must never get as far as a commit.

/** Levels of lists and objects that a value may have. */
export const DEPTH_MAX = 500;

/** Whether a value has more than `levels` levels; it looks no deeper than that. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) {
    for (const each of value as readonly unknown[]) if (isDeeperThan(each, levels - 1)) return true;
    return false;
  }
  for (const each of Object.values(value)) if (isDeeperThan(each, levels - 1)) return true;
  return false;
}
