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
} from '@rescind/shared';
import type { JobContext } from '../context.ts';
import { defineJob, type JobDefinition, type JobResult } from '../define-job.ts';
import type { BuiltInOptions } from './built-in-options.ts';
import { copySegments } from './copy-segments.ts';
import { planBackup } from './backup/plan-backup.ts';
import { pendingName } from './backup/pending-manifest.ts';
import { judged } from './verdict.ts';

export function backupJob(options: BuiltInOptions): JobDefinition {
  return defineJob({
    type: BACKUP,
    resume: (context) => judged(context.signal, () => backUp(context, options)),
    // Data files and the lock stay, and there is no manifest: nothing that was written is a backup.
    onFailOrCancel: () => ({ effect: { kind: 'drop' } }),
  });
}

async function backUp(context: JobContext, options: BuiltInOptions): Promise<JobResult> {
  const { storage, cluster } = options;
  const { jobId, signal } = context;
  const details = context.details as BackupDetails;
  const { subdir, at, databases } = details;
  const collection = openCollection(storage.collection(details.uri));
  await collection.claim(subdir, jobId);
  signal.throwIfAborted();
  const tables = await planBackup(details, {
    objects: storage.objects,
    cluster,
    signal,
    position: context.position,
  });
  const copies = await copySegments(
    tables.map(({ sources }) => sources),
    {
      context,
      to: collection.objects,
      nameOf: (by, n) => collection.dataName(subdir, jobId, by, n),
      options,
    },
  );
  const written = tables.map(({ of, columns }, index): BackupTable => {
    const segments = copies[index]!;
    const { rows, bytes } = totalsOf(segments);
    return { name: of.table, database: of.database, columns, rows, bytes, segments };
  });
  const manifest: BackupManifest = { v: 1, jobId, at, databases, tables: written };
  const { bytes, sha256 } = sealManifest(manifest);
  await collection.objects.put(pendingName(subdir, jobId, sha256), bytes);
  context.log(`copied ${copies.flat().length} segments`);
  options.onBackedUp?.();
  return { effect: { kind: 'backed-up', sha256, ...totalsOf(written) } };
}

function totalsOf(parts: readonly { readonly rows: number; readonly bytes: number }[]): {
  readonly rows: number;
  readonly bytes: number;
} {
  return {
    rows: parts.reduce((sum, { rows }) => sum + rows, 0),
    bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
