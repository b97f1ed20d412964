// Whose an object is, told by its name alone. What has any other name is nobody's business here.
import { insertObject, parseJobId, type JobId } from '@rescind/shared';

export type Owner =
  /** Written by an execution of the job that had this fence. */
  | { readonly kind: 'job'; readonly prefix: string; readonly job: JobId; readonly fence: number }
  /** Written by an INSERT that began at this wall-clock time. */
  | { readonly kind: 'insert'; readonly prefix: string; readonly madeAt: number };

const OF_JOB = /^(jobs\/(\d+)\/)(\d{1,15})\/./;

export function ownerOf(name: string): Owner | undefined {
  const [, ofJob, job, fence] = OF_JOB.exec(name) ?? [];
  if (ofJob !== undefined) {
    const id = parseJobId(job!);
    if (id === undefined) return undefined;
    return { kind: 'job', prefix: ofJob, job: id, fence: Number(fence) };
  }
  const insert = insertObject(name);
  return insert === undefined ? undefined : { kind: 'insert', ...insert };
}
