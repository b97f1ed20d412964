// What an error means for a built-in job: damage is for good, a full disk is for a person, trouble
// with the disk passes, and everything else is a reason to revert.
import {
  BackupDamagedError,
  BackupLockedError,
  ManifestDamagedError,
  ObjectExistsError,
  RowFormatError,
  SegmentDamagedError,
  StorageUriError,
  UnknownVersionError,
} from '@rescind/shared';
import { errorText } from '../error-text.ts';
import { markOf, pauseSelf, permanent, retryLater } from '../marks.ts';

const FOR_GOOD = [
  BackupDamagedError,
  BackupLockedError,
  ManifestDamagedError,
  ObjectExistsError,
  RowFormatError,
  SegmentDamagedError,
  StorageUriError,
  UnknownVersionError,
] as const;

/** Does the work; what it throws is marked with what it means. The signal's reason stays itself. */
export async function judged<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (signal.aborted && error === signal.reason) throw error;
    throw meaningOf(error);
  }
}

function meaningOf(error: unknown): unknown {
  if (markOf(error) !== undefined) return error;
  if (FOR_GOOD.some((each) => error instanceof each)) return permanent(error);
  const code = error instanceof Error ? (error as { readonly code?: unknown }).code : undefined;
  // As CockroachDB's RESTORE: what was done is kept until somebody has made room.
  if (code === 'ENOSPC' || code === 'EDQUOT') return pauseSelf(errorText(error));
  return typeof code === 'string' && /^E[A-Z]+$/.test(code) ? retryLater(error) : error;
}
