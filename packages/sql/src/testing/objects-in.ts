// What lies in a place of objects, for tests.
import type { Objects } from '@rescind/shared';

/** The names of all of them. */
export async function objectsIn(objects: Objects): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { name } of objects.list('')) names.push(name);
  return names;
}
