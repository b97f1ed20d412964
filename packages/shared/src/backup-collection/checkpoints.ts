// How far a BACKUP has come, kept in its collection: a chain of objects of which the newest counts.
// They are numbered, for no object is ever overwritten.
import type { JobId } from '../job/job-id.ts';
import type { Json } from '../json.ts';
import type { Objects } from '../objects.ts';
import { BackupDamagedError } from './backup-manifest.ts';
import { seal, unseal } from './sealed.ts';

export interface Checkpoints {
  /**
   * The newest checkpoint of the job, of whichever run; undefined when there is none. Throws
   * BackupDamagedError.
   */
  readCheckpoint(subdir: string, job: JobId): Promise<Json | undefined>;
  /**
   * Adds one, and removes those before it. `fence` is the run's: what an older run writes later is
   * never read.
   */
  writeCheckpoint(subdir: string, job: JobId, fence: number, checkpoint: Json): Promise<void>;
  /** Removes all of the job. */
  deleteCheckpoints(subdir: string, job: JobId): Promise<void>;
}

interface Found {
  readonly name: string;
  readonly fence: number;
  readonly n: number;
}

export function createCheckpoints(objects: Objects): Checkpoints {
  const prefixOf = (subdir: string, job: JobId): string => `${subdir}/BACKUP-CHECKPOINT-${job}`;

  /** Oldest first: by run, then by number. */
  const find = async (subdir: string, job: JobId): Promise<readonly Found[]> => {
    const prefix = prefixOf(subdir, job);
    const found: Found[] = [];
    for await (const { name } of objects.list(`${prefix}-`)) {
      const [fence = '', n = ''] = name.slice(prefix.length + 1).split('-');
      found.push({ name, fence: Number(fence), n: Number(n) });
    }
    return found.sort((a, b) => a.fence - b.fence || a.n - b.n);
  };

  return {
    async readCheckpoint(subdir, job) {
      const newest = (await find(subdir, job)).at(-1);
      const bytes = newest && (await objects.get(newest.name));
      if (newest === undefined || bytes === undefined) return undefined;
      const checkpoint = unseal(bytes)?.value['checkpoint'];
      if (checkpoint === undefined) {
        throw new BackupDamagedError(`${objects.name}/${newest.name} is damaged`);
      }
      return checkpoint;
    },
    async writeCheckpoint(subdir, job, fence, checkpoint) {
      const before = (await find(subdir, job)).filter((each) => each.fence <= fence);
      const last = before.findLast((each) => each.fence === fence)?.n ?? 0;
      const name = `${prefixOf(subdir, job)}-${fence}-${last + 1}`;
      await objects.put(name, seal({ v: 1, checkpoint }).bytes);
      for (const each of before) await objects.delete(each.name);
    },
    async deleteCheckpoints(subdir, job) {
      for (const { name } of await find(subdir, job)) await objects.delete(name);
    },
  };
}
