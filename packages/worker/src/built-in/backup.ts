// BACKUP: copies the bytes of tables into a collection outside of the cluster. Its run ends without
// a manifest: that is stored by publish-backups.ts, which says why.
//
// The checkpoint is the job's own, in the log: it says in a few numbers which run copied what, so
// no file of the collection has to be kept in step with it, or removed after a CANCEL.
import {
  BACKUP,
  openCollection,
  sealManifest,
  type BackupDetails,
  type BackupManifest,
  type BackupTable,
  type Segment,
} from '@rescind/shared';
import type { JobContext } from '../context.ts';
import { defineJob, type JobDefinition, type JobResult } from '../define-job.ts';
import type { BuiltInOptions } from './built-in-options.ts';
import { copiedFromJson, fenceOf } from './copied.ts';
import { copySegments } from './copy-segments.ts';
import { planBackup, type PlannedTable } from './backup/plan-backup.ts';
import { pendingName } from './backup/pending-manifest.ts';
import { judged } from './verdict.ts';
import { createWriteRate } from './write-rate.ts';

export function backupJob(options: BuiltInOptions): JobDefinition {
  return defineJob({
    type: BACKUP,
    resume: (context) => judged(context.signal, () => backUp(context, options)),
    // Data files and the lock stay, and there is no manifest: nothing that was written is a backup.
    onFailOrCancel: () => ({ effect: { kind: 'drop' } }),
  });
}

async function backUp(context: JobContext, options: BuiltInOptions): Promise<JobResult> {
  const { storage, cluster, clock } = options;
  const { jobId, fence, signal } = context;
  const details = context.details as BackupDetails;
  const { subdir } = details;
  const collection = openCollection(storage.collection(details.uri));
  const before = copiedFromJson(context.saved);
  await collection.claim(subdir, jobId);
  signal.throwIfAborted();
  const tables = await planBackup(details, {
    objects: storage.objects,
    cluster,
    signal,
    position: context.position,
  });
  const nameOf = (by: number, n: number): string => collection.dataName(subdir, jobId, by, n);
  const copied = await copySegments(
    tables.flatMap(({ sources }) => sources),
    before,
    {
      context,
      to: collection.objects,
      nameOf,
      rate: createWriteRate(cluster, clock),
      ...(options.checkpointBytes === undefined
        ? {}
        : { checkpointBytes: options.checkpointBytes }),
    },
  );
  let n = 0;
  const written = tables.map((table) =>
    writtenTable(table, (segment) => {
      n++;
      return { ...segment, name: nameOf(fenceOf(copied, n), n) };
    }),
  );
  const manifest = manifestOf(details, jobId, written);
  const { bytes, sha256 } = sealManifest(manifest);
  await collection.objects.put(pendingName(subdir, jobId, sha256), bytes);
  context.log(`copied ${n} segments with fence ${fence}`);
  options.onBackedUp?.();
  return {
    effect: {
      kind: 'backed-up',
      sha256,
      rows: written.reduce((sum, { rows }) => sum + rows, 0),
      bytes: written.reduce((sum, each) => sum + each.bytes, 0),
    },
  };
}

/** `copyOf` is asked for each segment once, in the order in which they were copied. */
function writtenTable(table: PlannedTable, copyOf: (segment: Segment) => Segment): BackupTable {
  const segments = table.sources.map(({ segment }) => copyOf(segment));
  return {
    name: table.of.table,
    database: table.of.database,
    columns: table.columns,
    rows: segments.reduce((sum, { rows }) => sum + rows, 0),
    bytes: segments.reduce((sum, { bytes }) => sum + bytes, 0),
    segments,
  };
}

function manifestOf(
  { databases, at }: BackupDetails,
  jobId: JobContext['jobId'],
  written: readonly BackupTable[],
): BackupManifest {
  return { v: 1, jobId, at, databases, tables: written };
}
