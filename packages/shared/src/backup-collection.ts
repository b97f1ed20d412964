// A collection of backups: a folder of objects in which every backup has a folder of its own. It
// says everything about itself, so that a cluster that never saw the log can restore from it.
import {
  BACKUP_MANIFEST,
  sealManifest,
  unsealManifest,
  type BackupManifest,
} from './backup-collection/backup-manifest.ts';
import { claimSubdir } from './backup-collection/lock.ts';
import { SUBDIR } from './backup-collection/subdir.ts';
import type { JobId } from './job/job-id.ts';
import type { Objects } from './objects.ts';

/**
 * Layout: `<subdir>/{BACKUP-LOCK-…, data/…, BACKUP_MANIFEST}`. How far a BACKUP has come is in the
 * log and not in here.
 */
export interface BackupCollection {
  /** Where it is; names of segments in a backup's manifest are names in here. */
  readonly objects: Objects;
  /**
   * Takes the folder for this job, for ever; again by the same job is fine. Throws
   * BackupLockedError when another job has it. Of two that come at once at most one gets it.
   */
  claim(subdir: string, job: JobId): Promise<void>;
  /** The name of a run's `n`th segment; `fence` is the run's, so that no other run writes it. */
  dataName(subdir: string, job: JobId, fence: number, n: number): string;
  /**
   * Makes it a backup, and returns the digest of its manifest. The same manifest again is fine.
   * Throws ObjectExistsError when there is another one.
   */
  writeManifest(subdir: string, manifest: BackupManifest): Promise<string>;
  /**
   * The manifest and its digest; undefined where there is no backup. Throws BackupDamagedError,
   * UnknownVersionError.
   */
  readManifest(
    subdir: string,
  ): Promise<{ readonly manifest: BackupManifest; readonly sha256: string } | undefined>;
  /** Folders that have a manifest, oldest first. */
  list(): Promise<readonly string[]>;
  /** The newest folder that has a manifest; undefined where there is none. */
  latest(): Promise<string | undefined>;
}

/** Touches nothing yet. */
export function openCollection(objects: Objects): BackupCollection {
  const manifestName = (subdir: string): string => `${subdir}/${BACKUP_MANIFEST}`;
  const list = async (): Promise<readonly string[]> => {
    const found: string[] = [];
    for await (const { name } of objects.list('')) {
      const subdir = name.slice(0, -BACKUP_MANIFEST.length - 1);
      if (name === manifestName(subdir) && SUBDIR.test(subdir)) found.push(subdir);
    }
    return found;
  };

  return {
    objects,
    claim: (subdir, job) => claimSubdir(objects, subdir, job),
    dataName: (subdir, job, fence, n) => `${subdir}/data/${job}-${fence}-${n}`,
    async writeManifest(subdir, manifest) {
      const { bytes, sha256 } = sealManifest(manifest);
      await objects.put(manifestName(subdir), bytes);
      return sha256;
    },
    async readManifest(subdir) {
      const bytes = await objects.get(manifestName(subdir));
      if (bytes === undefined) return undefined;
      return unsealManifest(bytes, `${objects.name}/${manifestName(subdir)}`);
    },
    list,
    latest: async () => (await list()).at(-1),
  };
}
