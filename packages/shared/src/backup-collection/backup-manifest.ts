// The manifest of a backup: what is in it, and where. A folder without one is no backup.
import type { TableColumn } from '../catalog/descriptor.ts';
import { UnknownVersionError } from '../errors.ts';
import type { JobId } from '../job/job-id.ts';
import type { Segment } from '../rows.ts';
import { seal, unseal, type Sealed } from './sealed.ts';

/** What the object is called within the folder of its backup. */
export const BACKUP_MANIFEST = 'BACKUP_MANIFEST';

/** Nothing in it points to the log or the cluster that it came from. */
export interface BackupManifest {
  readonly v: 1;
  readonly jobId: JobId;
  /** The time the data stands for (ms since 1970). */
  readonly at: number;
  /** Names of all databases, also those without a table. */
  readonly databases: readonly string[];
  readonly tables: readonly BackupTable[];
}

export interface BackupTable {
  readonly name: string;
  readonly database: string;
  readonly columns: readonly TableColumn[];
  readonly rows: number;
  readonly bytes: number;
  /** Their names are names in the collection. */
  readonly segments: readonly Segment[];
}

/** A manifest or a checkpoint is not what was written. Names the object. */
export class BackupDamagedError extends Error {
  override readonly name = 'BackupDamagedError';
}

/** The bytes to store, and the digest by which the log knows them. */
export function sealManifest(manifest: BackupManifest): Sealed {
  return seal({ ...manifest });
}

/**
 * The inverse of `sealManifest`. Throws BackupDamagedError, UnknownVersionError; `place` is for
 * their messages.
 */
export function unsealManifest(
  bytes: Uint8Array,
  place: string,
): { readonly manifest: BackupManifest; readonly sha256: string } {
  const unsealed = unseal(bytes);
  if (unsealed === undefined) {
    throw new BackupDamagedError(`${place} is damaged: its bytes are not the ones written`);
  }
  const { value, sha256 } = unsealed;
  if (value['v'] !== 1) {
    throw new UnknownVersionError(
      `${place} is of version ${JSON.stringify(value['v'])}, we read only 1`,
    );
  }
  return { manifest: value as unknown as BackupManifest, sha256 };
}
