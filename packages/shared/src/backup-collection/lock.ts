// Whose a backup's folder is: the job whose lock lies in it. A lock stays when its job has ended,
// even without success, for nobody else may ever write there.
import { parseJobId, type JobId } from '../job/job-id.ts';
import type { Objects } from '../objects.ts';

const LOCK = 'BACKUP-LOCK-';

/** The folder is another job's. */
export class BackupLockedError extends Error {
  override readonly name = 'BackupLockedError';
  /** The SQLSTATE that CockroachDB has for a file that is there already. */
  readonly code = '42C01';
  readonly job: JobId;
  constructor(uri: string, job: JobId) {
    super(`${uri} already contains a \`BACKUP-LOCK\` file written by job ${job}`);
    this.job = job;
  }
}

/**
 * Lays the lock of `job` into the folder, unless there is another one. Throws BackupLockedError.
 *
 * Of two jobs that come at once each sees the other, once both locks lie there; then both may be
 * refused, but never are both let in.
 */
export async function claimSubdir(objects: Objects, subdir: string, job: JobId): Promise<void> {
  const before = await locksIn(objects, subdir);
  refuseOthers(before);
  const own = `${subdir}/${LOCK}${job}`;
  await objects.put(own, new TextEncoder().encode(job));
  try {
    refuseOthers(await locksIn(objects, subdir));
  } catch (error) {
    // A lock that lay there before may stand for a run that was let in; ours of now does not.
    if (!before.includes(job)) await objects.delete(own);
    throw error;
  }

  function refuseOthers(locks: readonly JobId[]): void {
    const other = locks.find((each) => each !== job);
    if (other !== undefined) throw new BackupLockedError(`${objects.name}/${subdir}`, other);
  }
}

async function locksIn(objects: Objects, subdir: string): Promise<readonly JobId[]> {
  const prefix = `${subdir}/${LOCK}`;
  const jobs: JobId[] = [];
  for await (const { name } of objects.list(prefix)) {
    const job = parseJobId(name.slice(prefix.length));
    if (job !== undefined) jobs.push(job);
  }
  return jobs;
}
