// L05 for bytes: in the end there is no object of the cluster's that no table and no job names, and
// no backup without the manifest it is owed.
import type { Checker } from '../checker.ts';
import { createLeftovers } from './leftovers.ts';

export function createNothingLeftOver(): Checker {
  const name = 'no object is left that nothing names';
  const leftovers = createLeftovers();

  return {
    name,
    observe(event) {
      if (event.kind === 'commit') leftovers.fold(event.commit);
      if (event.kind !== 'objects-seen') return undefined;
      const { cluster } = event.objects;
      const left = leftovers.unnamed(cluster);
      if (left.length > 0) {
        const message = `${left.length} of ${cluster.size} objects, the first is ${left[0]}`;
        return { checker: name, message };
      }
      const [job] = leftovers.unpublished;
      if (job === undefined) return undefined;
      return { checker: name, job, message: `BACKUP ${job} has succeeded and is not published` };
    },
  };
}
