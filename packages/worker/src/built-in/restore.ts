// RESTORE: prepares its tables, which nobody else can use, copies a backup's segments into objects
// of its own, and publishes all tables in the commit of its success. Taken back it leaves what it
// copied to a GC job, which the commit of its end creates: nothing is deleted here, so a revert
// that is called again, or after the other one's end, finds nothing undone.
import {
  openCollection,
  RESTORE,
  getSegment,
  writeManifest,
  type BackupTable,
  type Layer,
  type RestoreDetails,
} from '@rescind/shared';
import type { JobContext } from '../context.ts';
import { defineJob, type JobDefinition, type JobResult } from '../define-job.ts';
import { permanent } from '../marks.ts';
import type { BuiltInOptions } from './built-in-options.ts';
import { copiedFromJson, copiedToJson } from './copied.ts';
import { copySegments } from './copy-segments.ts';
import { judged } from './verdict.ts';

export function restoreJob(options: BuiltInOptions): JobDefinition {
  return defineJob({
    type: RESTORE,
    resume: (context) => judged(context.signal, () => restore(context, options)),
    onFailOrCancel: () => ({ effect: { kind: 'drop' } }),
  });
}

async function restore(context: JobContext, options: BuiltInOptions): Promise<JobResult> {
  const { storage } = options;
  const { objects } = storage;
  const { jobId, fence, signal } = context;
  const details = context.details as RestoreDetails;
  const collection = openCollection(storage.collection(details.uri)).objects;
  const before = copiedFromJson(context.saved);
  const tables = await tablesOf(details, options);
  signal.throwIfAborted();
  await context.checkpoint(copiedToJson(before), {}, { kind: 'prepare' });
  const copies = await copySegments(
    tables.map(({ segments }) =>
      segments.map((segment) => ({ segment, read: () => getSegment(collection, segment) })),
    ),
    { context, to: objects, nameOf: (by, n) => `jobs/${jobId}/${by}/${n}`, options },
  );
  const published: { readonly index: number; readonly layers: readonly Layer[] }[] = [];
  for (const [index, segments] of copies.entries()) {
    signal.throwIfAborted();
    const manifest = `jobs/${jobId}/${fence}/manifest-${index}`;
    const layers = segments.length === 0 ? [] : [await writeManifest(objects, manifest, segments)];
    published.push({ index, layers });
  }
  return { effect: { kind: 'publish', tables: published } };
}

/** The tables as the backup holds them, in the order of the details. Throws BackupDamagedError. */
async function tablesOf(
  { uri, subdir, sha256, tables }: RestoreDetails,
  { storage }: BuiltInOptions,
): Promise<readonly BackupTable[]> {
  const found = await openCollection(storage.collection(uri)).readManifest(subdir);
  if (found === undefined) throw permanent(`${uri}/${subdir} holds no backup any more`);
  if (found.sha256 !== sha256) {
    throw permanent(`${uri}/${subdir} holds another backup than when this job was made`);
  }
  return tables.map(({ index, database, table }) => {
    const backedUp = found.manifest.tables[index];
    if (backedUp === undefined) {
      throw permanent(`${uri}/${subdir} holds nothing for table ${database}.${table}`);
    }
    return backedUp;
  });
}
