// The manifest of a BACKUP that has not succeeded yet: an object among its data, called by its own
// digest, which nobody takes for a manifest. Two runs that copied alike write the same one.
import type { JobId } from '@rescind/shared';

export function pendingName(subdir: string, job: JobId, sha256: string): string {
  return `${subdir}/data/${job}-manifest-${sha256}`;
}
