// S32: of a BACKUP that was canceled or has failed its lock and its data stay, and no manifest, no
// checkpoint and nothing else; what it protected is free. One that has succeeded has its manifest
// in the end, and had none before. No two of them write into one folder, however they have ended.
import { BACKUP, type BackupDetails, type Commit, type JobId } from '@rescind/shared';
import type { Checker, Violation } from '../checker.ts';
import type { ObjectChange } from '../history.ts';
import { pathOf, type SeenObjects } from '../history/seen-objects.ts';
import { createJobBook, isOver, wasUndone, type KnownJob } from './job-book.ts';
import { textOf } from './stored-rows.ts';

const MANIFEST = '/BACKUP_MANIFEST';
/** What a BACKUP that did not succeed may leave in its folder. */
const STAYS = /\/(BACKUP-LOCK-\d+|data\/[^/]+)$/;

export function createBackupRemnants(): Checker {
  const name = 'an undone BACKUP leaves its data and its lock, and nothing else';
  const jobs = createJobBook();
  const protections = new Set<JobId>();
  /** Digests of the manifests of those that have succeeded. */
  const completed = new Map<JobId, string>();

  const violation = (job: JobId | undefined, message: string): Violation => ({
    checker: name,
    message,
    ...(job === undefined ? {} : { job }),
  });

  const commit = ({ n, events }: Commit): Violation | undefined => {
    const ended: KnownJob[] = [];
    for (const event of events) {
      if (event.type === 'PositionProtected') protections.add(event.job);
      if (event.type === 'ProtectionReleased') protections.delete(event.job);
      if (event.type === 'BackupCompleted') completed.set(event.job, event.sha256);
      ended.push(...jobs.fold(event, n).ended);
    }
    const held = ended.find(({ id }) => protections.has(id));
    return held === undefined
      ? undefined
      : violation(held.id, `job ${held.id} has ended in commit ${n} and still protects its data`);
  };

  const change = ({ op, place, name: object, bytes }: ObjectChange): Violation | undefined => {
    if (place !== 'outside') return undefined;
    if (op === 'put') {
      return object.endsWith(MANIFEST) ? judgeManifest(object, bytes) : undefined;
    }
    const job = jobs.jobs.get(/\/data\/(\d+)-\d+-\d+$/.exec(object)?.[1] as JobId);
    if (job?.type !== BACKUP) return undefined;
    return violation(job.id, `data of BACKUP ${job.id} is removed: ${object}`);
  };

  const judgeManifest = (object: string, bytes: Uint8Array): Violation | undefined => {
    const { jobId, sha256 } = JSON.parse(textOf(bytes)) as {
      readonly jobId: JobId;
      readonly sha256: string;
    };
    const stage = jobs.jobs.get(jobId)?.stage;
    if (stage === 'succeeded') {
      if (completed.get(jobId) === sha256) return undefined;
      return violation(jobId, `job ${jobId} has not succeeded with the manifest ${object}`);
    }
    return violation(jobId, `job ${jobId} is ${stage ?? 'unknown'} and has a manifest: ${object}`);
  };

  const judgeObjects = ({ outside }: SeenObjects): Violation | undefined => {
    for (const [object, bytes] of outside) {
      const found = object.endsWith(MANIFEST) ? judgeManifest(object, bytes) : undefined;
      if (found !== undefined) return found;
    }
    for (const job of jobs.jobs.values()) {
      if (job.type !== BACKUP || !isOver(job)) continue;
      const message = judgeEnded(job, outside);
      if (message !== undefined) return violation(job.id, `BACKUP ${job.id} ${message}`);
    }
    return undefined;
  };

  const judgeEnded = (job: KnownJob, outside: SeenObjects['outside']): string | undefined => {
    const { uri, subdir } = job.details as unknown as BackupDetails;
    const folder = `${pathOf(uri)}/${subdir}`;
    const here = [...outside.keys()].filter((object) => object.startsWith(`${folder}/`));
    const all = here.filter((object) => object.startsWith(`${folder}/data/`));
    const data = all.find((object) => object.startsWith(`${folder}/data/${job.id}-`));
    const others = all.find((object) => !object.startsWith(`${folder}/data/${job.id}-`));
    if (data !== undefined && others !== undefined) return `shares its folder with ${others}`;
    if (!wasUndone(job)) {
      return outside.has(folder + MANIFEST) ? undefined : `has succeeded without a manifest`;
    }
    // A manifest is judged by itself: it may be of another job, which got the folder.
    const stray = here.find((object) => !STAYS.test(object) && !object.endsWith(MANIFEST));
    if (stray !== undefined) return `is ${job.stage} and has left ${stray}`;
    const isLocked = here.includes(`${folder}/BACKUP-LOCK-${job.id}`);
    return data === undefined || isLocked ? undefined : `has left ${data} without a lock`;
  };

  return {
    name,
    observe(event) {
      switch (event.kind) {
        case 'commit':
          return commit(event.commit);
        case 'object':
          return change(event);
        case 'objects-seen':
          return judgeObjects(event.objects);
        default:
          return undefined;
      }
    },
  };
}
